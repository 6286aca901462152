import { HostNeverHealthy, MeetingFailed } from '../domain/errors.ts';
import { fromIso, isoMillis, type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import { isDown } from '../domain/host-state.ts';
import type { HostRecord, HostRole, Meeting } from '../domain/meeting.ts';
import { phasesOf } from '../domain/phases.ts';
import { MACHINE_STARTS } from '../domain/progress.ts';
import { attendanceDeadline, hardEnd, LONGEST_POLL, pollDelay, readyDeadline } from '../domain/timetable.ts';
import type { Host, NetworkHost, Ports } from '../ports.ts';
import type { ProbeResult } from '../readiness/ports.ts';
import { recordTimeToReady } from '../readiness/ready-times.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isOwnedBy } from './ownership.ts';
import { checkHostResult, type CheckHostResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { readyTimes } from '../aws/dynamo-ready-times.ts';
import { settings } from '../aws/settings.ts';
import { hosts } from '../aws/ec2-hosts.ts';
import { addresses } from '../aws/addresses.ts';
import { health } from '../aws/host-health.ts';

type Needs = Pick<Ports, 'meetings' | 'readyTimes' | 'hosts' | 'addresses' | 'health' | 'settings' | 'clock' | 'log'>;

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
    // The launch was early, and waited.
    if (meeting.status === 'SCHEDULED') return { next: 'LAUNCH' };
    if (meeting.status !== 'LAUNCHING') return { next: 'DECIDE' };
    if (clock.now() >= hardEnd(meeting)) throw new HostNeverHealthy('no healthy host before the hard end');

    const checks = await checkRoles(ports, meeting);
    const notReady = checks.find(({ record }) => record?.healthy_at === undefined) ?? checks[0];
    const checkedRow = await updateMeeting(meetings, meeting.id, (row) =>
      checks.reduce((current, check) => withRoleCheck(current, check, notReady?.detail ?? ''), row),
    );

    const givenUp = checks.filter((check) => check.record?.given_up_at !== undefined);
    const areReady = checks.every((check) => check.record?.healthy_at !== undefined);
    if (checkedRow && (areReady || givenUp.length > 0)) await recordTimeToReady(ports, checkedRow, clock.now());
    const failedTwice = givenUp.find((check) => check.record && check.record.attempt >= 2);
    if (failedTwice) throw new HostNeverHealthy(`${failedTwice.role}: ${failedTwice.detail}`);
    for (const { record } of givenUp) if (record) await hosts.end(record.instance_id);
    if (checks.some((check) => !check.record || check.record.given_up_at !== undefined)) return { next: 'LAUNCH' };

    const now = clock.now();
    if (checkedRow && areReady)
      return { next: 'OPEN', timeoutSeconds: Math.max(2, secondsUntil(attendanceDeadline(checkedRow, now), now)) };
    return { next: 'POLL', waitSeconds: Math.min(...checks.map(({ record }) => pollAgainIn(record, meeting, now))) };
  });

/** Seconds until the next check of a host; not after the time by which it must be healthy. */
function pollAgainIn(record: HostRecord | undefined, { timetable }: Meeting, now: Millis): number {
  if (!record || !isWaitedFor(record)) return LONGEST_POLL;
  const left = secondsUntil(readyDeadline(record, timetable), now);
  const delay = pollDelay(now - fromIso(record.launched_at), timetable);
  return left > 0 ? Math.min(delay, left) : delay;
}

/** Result of one check of one role; `record` is undefined when the role has no host. */
interface RoleCheck {
  readonly role: HostRole;
  readonly record: HostRecord | undefined;
  readonly detail: string;
}

/**
 * A host with an address is not looked up until it must have responded, or until the event that it is down arrives. This is
 * in case that event is lost. DescribeInstances allows 20 calls a second in an account, and many hosts boot on the hour.
 */
const LOOK_UP_EVERY: Millis = 300 * SECOND;
/** A longer time between two checks means that the step could not run. */
const LONGEST_GAP: Millis = (LONGEST_POLL + 30) * SECOND;

/** Asks hosts with a known address directly, and EC2 only where that is not enough. */
async function checkRoles(ports: Needs, meeting: Meeting): Promise<RoleCheck[]> {
  const { hosts, health, clock, log } = ports;
  const probes = new Map<HostRole, ProbeResult>();
  const waiting = meeting.host_roles.filter((role) => isWaitedFor(meeting.hosts[role]));
  await Promise.all(
    waiting.map(async (role) => {
      const address = meeting.hosts[role]?.address;
      if (address) probes.set(role, await health.probe(meeting, address));
    }),
  );
  const mustLookUp = waiting.some((role) => {
    const record = meeting.hosts[role]!;
    if (!record.address) return true;
    if (probes.get(role)?.reachable) return false;
    const lookedUp = record.looked_up_at === undefined ? 0 : fromIso(record.looked_up_at);
    return clock.now() >= Math.min(lookedUp + LOOK_UP_EVERY, readyDeadline(record, meeting.timetable));
  });
  let found: readonly Host[] | undefined;
  if (mustLookUp)
    try {
      const ids = Object.values(meeting.hosts).map((host) => host.instance_id);
      found = await hosts.ofMeeting(meeting.id, ids);
    } catch (error) {
      // The host is not to blame. The next poll looks up again.
      log.warn('hosts could not be looked up', { error });
    }
  return Promise.all(
    meeting.host_roles.map(async (role) => {
      const record = meeting.hosts[role];
      if (!record || !isWaitedFor(record)) return { role, record, detail: record?.progress ?? '' };
      const lookUp = mustLookUp ? (found ?? 'failed') : 'not needed';
      return checkRole(ports, meeting, role, record, probes.get(role), lookUp);
    }),
  );
}

const isWaitedFor = (record: HostRecord | undefined): boolean =>
  record !== undefined && record.given_up_at === undefined && record.healthy_at === undefined;

async function checkRole(
  ports: Needs,
  meeting: Meeting,
  role: HostRole,
  record: HostRecord,
  probe: ProbeResult | undefined,
  lookUp: readonly Host[] | 'failed' | 'not needed',
): Promise<RoleCheck> {
  const now = ports.clock.now();
  const host =
    typeof lookUp === 'string' ? undefined : lookUp.find((candidate) => candidate.instanceId === record.instance_id);
  const isBlind = lookUp === 'failed' && !probe?.reachable;
  const { address, healthy, detail, phases } = isBlind
    ? { address: record.address, healthy: false, detail: record.progress ?? MACHINE_STARTS, phases: undefined }
    : await readiness(ports, meeting, record, probe, host, lookUp === 'not needed');
  const checked: HostRecord = {
    ...record,
    ...(address && { address }),
    ...(host && { looked_up_at: isoMillis(now) }),
    ...withBlindTime(record, now, isBlind),
    progress: detail,
    ...(phases !== undefined && { phases: { ...record.phases, ...phasesOf(phases, record, now) } }),
  };
  if (detail !== record.progress)
    ports.log.info('host progress', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
  if (healthy) return { role, record: { ...checked, healthy_at: isoMillis(now) }, detail };
  if ((host && isDown(host)) || now >= readyDeadline(checked, meeting.timetable)) {
    ports.log.warn('host given up', { role, attempt: record.attempt, instanceId: record.instance_id, detail });
    return { role, record: { ...checked, given_up_at: isoMillis(now) }, detail };
  }
  return { role, record: checked, detail };
}

/** Adds the time since the latest check when nobody could be asked now, or when the step could not run for long. */
function withBlindTime(
  { launched_at, checked_at, blind_seconds = 0 }: HostRecord,
  now: Millis,
  isBlind: boolean,
): Pick<HostRecord, 'checked_at' | 'blind_seconds'> {
  const gap = now - fromIso(checked_at ?? launched_at);
  const blind = isBlind ? gap : gap > LONGEST_GAP ? gap - LONGEST_POLL * SECOND : 0;
  return { checked_at: isoMillis(now), blind_seconds: blind_seconds + Math.ceil(blind / SECOND) };
}

async function readiness(
  { addresses, health }: Needs,
  meeting: Meeting,
  record: HostRecord,
  probe: ProbeResult | undefined,
  host: Host | undefined,
  isKnown: boolean,
): Promise<{ address?: HostRecord['address']; healthy: boolean; detail: string; phases?: unknown }> {
  const network = host ?? (isKnown || probe?.reachable ? withAddress(record) : undefined);
  // EC2 does not list a new host at once. If it never does, the host is late.
  if (!network) return { healthy: false, detail: MACHINE_STARTS };
  if (network.state !== 'running') return { healthy: false, detail: `the machine is ${network.state}` };
  const address = record.address ?? (await addresses.publish(meeting.id, network));
  if (!address) return { healthy: false, detail: 'the address is being published' };
  // The probe uses the IP address, so it does not wait for DNS. `publish` is called again only when the host is
  // healthy, to save requests to Route 53.
  const result = probe ?? (await health.probe(meeting, address));
  if (!result.healthy || address.pending === undefined) return { address, ...result };
  const latest = (await addresses.publish(meeting.id, network, address)) ?? address;
  return latest.pending === undefined
    ? { address: latest, ...result }
    : { ...result, address: latest, healthy: false, detail: 'the name of the room is being published' };
}

/** A host whose address is known needs no look-up. The address of a running host does not change. */
const withAddress = ({ instance_id, address }: HostRecord): NetworkHost | undefined =>
  address && { instanceId: instance_id, state: 'running', ...(address.ip !== undefined && { publicIp: address.ip }) };

/** @param progress of the first host that is not ready */
function withRoleCheck(meeting: Meeting, { role, record }: RoleCheck, progress: string): Meeting {
  const current = meeting.hosts[role];
  if (!record || current?.instance_id !== record.instance_id) return meeting;
  const unchanged =
    meeting.progress === progress &&
    current.progress === record.progress &&
    current.address?.url === record.address?.url &&
    current.address?.pending === record.address?.pending &&
    current.checked_at === record.checked_at &&
    current.healthy_at === record.healthy_at &&
    current.given_up_at === record.given_up_at;
  return unchanged ? meeting : { ...meeting, progress, hosts: { ...meeting.hosts, [role]: record } };
}

export const handler = onLambda(checkHost, { meetings, readyTimes, settings, hosts, addresses, health });
