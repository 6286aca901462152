import { HostNeverHealthy, MeetingFailed } from '../domain/errors.ts';
import { fromIso, isoMillis, type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import type { HostRecord, HostRole, Meeting } from '../domain/meeting.ts';
import { attendanceDeadline, hardEnd } from '../domain/timetable.ts';
import type { Host, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isMine } from './ownership.ts';
import { checkHostResult, type CheckHostResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { health } from '../aws/host-health.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'health' | 'clock' | 'log'>;

/**
 * Looks whether the hosts are up and healthy, publishes their addresses, and says what is next.
 * A host that is not healthy in its time is ended and replaced, once.
 * @throws HostNeverHealthy after the second, MeetingFailed when a net has given the meeting up
 */
export const checkHost = (ports: Needs) =>
  withSchemas(stepCall, checkHostResult, async (call): Promise<CheckHostResult> => {
    const { meetings, hosts, clock } = ports;
    const meeting = await meetings.find(call.input.meetingId);
    if (!meeting || !isMine(meeting, call)) return { next: 'TEAR_DOWN' };
    if (meeting.verdict?.outcome === 'FAILED') throw new MeetingFailed(meeting.verdict.failure?.detail ?? 'failed');
    if (meeting.verdict || meeting.status === 'ENDED') return { next: 'TEAR_DOWN' };
    if (meeting.status !== 'LAUNCHING') return { next: 'DECIDE' };
    if (clock.now() >= hardEnd(meeting)) throw new HostNeverHealthy('no healthy host before the hard end');

    const known = Object.values(meeting.hosts).map((host) => host.instance_id);
    const found = await hosts.ofMeeting(meeting.id, known);
    const findings = await Promise.all(meeting.host_roles.map((role) => examine(ports, meeting, role, found)));
    const behind = findings.find(({ record }) => record?.healthy_at === undefined) ?? findings[0];
    const checkedRow = await updateMeeting(meetings, meeting.id, (row) =>
      findings.reduce((current, finding) => withFinding(current, finding, behind?.detail ?? ''), row),
    );

    const givenUp = findings.filter((finding) => finding.record?.given_up_at !== undefined);
    const hopeless = givenUp.find((finding) => finding.record && finding.record.attempt >= 2);
    if (hopeless) throw new HostNeverHealthy(`${hopeless.role}: ${hopeless.detail}`);
    for (const { record } of givenUp) if (record) await hosts.end(record.instance_id);
    if (findings.some((finding) => !finding.record || finding.record.given_up_at !== undefined))
      return { next: 'LAUNCH' };

    const now = clock.now();
    if (checkedRow && findings.every((finding) => finding.record?.healthy_at !== undefined))
      return { next: 'OPEN', timeoutSeconds: Math.max(2, secondsUntil(attendanceDeadline(checkedRow, now), now)) };
    return { next: 'POLL', waitSeconds: meeting.timetable.healthPollEvery };
  });

/** What one look at the host of a role showed; `record` is undefined when it was never launched. */
interface Finding {
  readonly role: HostRole;
  readonly record: HostRecord | undefined;
  readonly detail: string;
}

async function examine(ports: Needs, meeting: Meeting, role: HostRole, found: readonly Host[]): Promise<Finding> {
  const record = meeting.hosts[role];
  if (!record || record.given_up_at !== undefined || record.healthy_at !== undefined)
    return { role, record, detail: record?.progress ?? '' };

  const host = found.find((candidate) => candidate.instanceId === record.instance_id);
  const { address, healthy, detail } = await reach(ports, meeting, record, host);
  const now = ports.clock.now();
  const known: HostRecord = { ...record, ...(address && { address }), progress: detail };
  if (detail !== record.progress)
    ports.log.info('host looked at', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
  if (healthy) return { role, record: { ...known, healthy_at: isoMillis(now) }, detail };
  if (isEnding(host) || isLate(meeting, record, now)) {
    ports.log.warn('host given up', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
    return { role, record: { ...known, given_up_at: isoMillis(now) }, detail };
  }
  return { role, record: known, detail };
}

async function reach(
  { addresses, health }: Needs,
  meeting: Meeting,
  record: HostRecord,
  host: Host | undefined,
): Promise<{ address?: HostRecord['address']; healthy: boolean; detail: string }> {
  // Not found is "not yet" right after a launch; when it stays so, the host is late, like any other.
  if (!host) return { healthy: false, detail: 'the machine is being started' };
  if (host.state !== 'running') return { healthy: false, detail: `the machine is ${host.state}` };
  const address = record.address ?? (await addresses.publish(meeting.id, host));
  if (!address) return { healthy: false, detail: 'the address is being published' };
  // By IP, so there is no need to wait for the name; which is asked for once it is all that is missing.
  const probe = await health.probe(meeting.id, address);
  if (!probe.healthy || address.pending === undefined) return { address, ...probe };
  const seen = (await addresses.publish(meeting.id, host, address)) ?? address;
  return seen.pending === undefined
    ? { address: seen, ...probe }
    : { address: seen, healthy: false, detail: 'the name of the room is being published' };
}

const isEnding = (host: Host | undefined): boolean =>
  host !== undefined && host.state !== 'pending' && host.state !== 'running';

const isLate = (meeting: Meeting, record: HostRecord, now: Millis): boolean =>
  now >= fromIso(record.launched_at) + meeting.timetable.hostReadyWithin * SECOND;

/** @param progress of the host that is furthest behind */
function withFinding(meeting: Meeting, { role, record }: Finding, progress: string): Meeting {
  const current = meeting.hosts[role];
  if (!record || current?.instance_id !== record.instance_id) return meeting;
  const unchanged =
    meeting.progress === progress &&
    current.progress === record.progress &&
    current.address?.url === record.address?.url &&
    current.address?.pending === record.address?.pending &&
    current.healthy_at === record.healthy_at &&
    current.given_up_at === record.given_up_at;
  return unchanged ? meeting : { ...meeting, progress, hosts: { ...meeting.hosts, [role]: record } };
}

export const handler = onLambda(checkHost, { meetings, hosts, addresses, health });
