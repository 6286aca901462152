import { HostNeverHealthy, MeetingFailed } from '../domain/errors.ts';
import { fromIso, isoMillis, type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import { isDown } from '../domain/host-state.ts';
import type { HostRecord, HostRole, Meeting } from '../domain/meeting.ts';
import { attendanceDeadline, hardEnd } from '../domain/timetable.ts';
import type { Host, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isOwnedBy } from './ownership.ts';
import { checkHostResult, type CheckHostResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { health } from '../aws/host-health.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'health' | 'clock' | 'log'>;

/**
 * Checks the health of the hosts, publishes their addresses, and returns the next step. Ends a host that is not
 * healthy in time; the next step launches its replacement, once.
 * @throws HostNeverHealthy after the second host
 * @throws MeetingFailed when a safety net has written outcome FAILED
 */
export const checkHost = (ports: Needs) =>
  withSchemas(stepCall, checkHostResult, async (call): Promise<CheckHostResult> => {
    const { meetings, hosts, clock } = ports;
    const meeting = await meetings.find(call.input.meetingId);
    if (!meeting || !isOwnedBy(meeting, call)) return { next: 'TEAR_DOWN' };
    if (meeting.verdict?.outcome === 'FAILED') throw new MeetingFailed(meeting.verdict.failure?.detail ?? 'failed');
    if (meeting.verdict || meeting.status === 'ENDED') return { next: 'TEAR_DOWN' };
    if (meeting.status !== 'LAUNCHING') return { next: 'DECIDE' };
    if (clock.now() >= hardEnd(meeting)) throw new HostNeverHealthy('no healthy host before the hard end');

    const known = Object.values(meeting.hosts).map((host) => host.instance_id);
    const found = await hosts.ofMeeting(meeting.id, known);
    const checks = await Promise.all(meeting.host_roles.map((role) => checkRole(ports, meeting, role, found)));
    const notReady = checks.find(({ record }) => record?.healthy_at === undefined) ?? checks[0];
    const checkedRow = await updateMeeting(meetings, meeting.id, (row) =>
      checks.reduce((current, check) => withRoleCheck(current, check, notReady?.detail ?? ''), row),
    );

    const givenUp = checks.filter((check) => check.record?.given_up_at !== undefined);
    const failedTwice = givenUp.find((check) => check.record && check.record.attempt >= 2);
    if (failedTwice) throw new HostNeverHealthy(`${failedTwice.role}: ${failedTwice.detail}`);
    for (const { record } of givenUp) if (record) await hosts.end(record.instance_id);
    if (checks.some((check) => !check.record || check.record.given_up_at !== undefined)) return { next: 'LAUNCH' };

    const now = clock.now();
    if (checkedRow && checks.every((check) => check.record?.healthy_at !== undefined))
      return { next: 'OPEN', timeoutSeconds: Math.max(2, secondsUntil(attendanceDeadline(checkedRow, now), now)) };
    return { next: 'POLL', waitSeconds: meeting.timetable.healthPollEvery };
  });

/** Result of one check of one role; `record` is undefined when the role has no host. */
interface RoleCheck {
  readonly role: HostRole;
  readonly record: HostRecord | undefined;
  readonly detail: string;
}

async function checkRole(ports: Needs, meeting: Meeting, role: HostRole, found: readonly Host[]): Promise<RoleCheck> {
  const record = meeting.hosts[role];
  if (!record || record.given_up_at !== undefined || record.healthy_at !== undefined)
    return { role, record, detail: record?.progress ?? '' };

  const host = found.find((candidate) => candidate.instanceId === record.instance_id);
  const { address, healthy, detail } = await probeHost(ports, meeting, record, host);
  const now = ports.clock.now();
  const known: HostRecord = { ...record, ...(address && { address }), progress: detail };
  if (detail !== record.progress)
    ports.log.info('host progress', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
  if (healthy) return { role, record: { ...known, healthy_at: isoMillis(now) }, detail };
  if ((host && isDown(host)) || isLate(meeting, record, now)) {
    ports.log.warn('host given up', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
    return { role, record: { ...known, given_up_at: isoMillis(now) }, detail };
  }
  return { role, record: known, detail };
}

async function probeHost(
  { addresses, health }: Needs,
  meeting: Meeting,
  record: HostRecord,
  host: Host | undefined,
): Promise<{ address?: HostRecord['address']; healthy: boolean; detail: string }> {
  // EC2 does not list a new host at once. If it never does, the host is late.
  if (!host) return { healthy: false, detail: 'the machine is being started' };
  if (host.state !== 'running') return { healthy: false, detail: `the machine is ${host.state}` };
  const address = record.address ?? (await addresses.publish(meeting.id, host));
  if (!address) return { healthy: false, detail: 'the address is being published' };
  // The probe uses the IP address, so it does not wait for DNS. `publish` is called again only when the host is
  // healthy, to save requests to Route 53.
  const probe = await health.probe(meeting.id, address);
  if (!probe.healthy || address.pending === undefined) return { address, ...probe };
  const latest = (await addresses.publish(meeting.id, host, address)) ?? address;
  return latest.pending === undefined
    ? { address: latest, ...probe }
    : { address: latest, healthy: false, detail: 'the name of the room is being published' };
}

const isLate = (meeting: Meeting, record: HostRecord, now: Millis): boolean =>
  now >= fromIso(record.launched_at) + meeting.timetable.hostReadyWithin * SECOND;

/** @param progress of the first host that is not ready */
function withRoleCheck(meeting: Meeting, { role, record }: RoleCheck, progress: string): Meeting {
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
