import { becauseOf } from '../domain/because.ts';
import { fromIso, isoMillis, type Millis, SECOND } from '../domain/instants.ts';
import { hasEnded, isDown } from '../domain/host-state.ts';
import type { HostRecord, HostRole, Meeting } from '../domain/meeting.ts';
import type { Outcome } from '../domain/outcomes.ts';
import { hardEnd } from '../domain/timetable.ts';
import type { Evidence } from '../domain/occupancy.ts';
import { outcomeDue, withVerdict } from '../domain/verdicts.ts';
import { withoutHosts } from '../listening/evidence.ts';
import { type Host, isBuildHost, type Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { ID_KNOWN_WITHIN } from '../meeting/release.ts';
import type { Attempt } from './attempt.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'health' | 'workflow' | 'clock' | 'log'>;

/** Limits on what one sweep may end: a wrong or empty table must not end every host. */
const MAX_DOUBTFUL_HOSTS = 5;
const MAX_DOUBTFUL_SHARE = 0.1;

/** Ends orphaned hosts. Starts from the running hosts, not from the rows, so that no host is missed. */
export async function sweepHosts(ports: Needs, running: readonly Host[], attempt: Attempt): Promise<void> {
  const { meetings, clock, log } = ports;
  const orphans: Host[] = [];
  const doubtful: Host[] = [];
  let openOrUnknown = 0;
  for (const host of running)
    await attempt(`host ${host.instanceId}`, async () => {
      const meeting = await meetings.find(host.meetingId);
      const isEnded = meeting?.status === 'ENDED';
      if (!isEnded) openOrUnknown += 1;
      if (isOrphaned(host, meeting, clock.now())) (isEnded ? orphans : doubtful).push(host);
    });
  if (doubtful.length > Math.max(MAX_DOUBTFUL_HOSTS, openOrUnknown * MAX_DOUBTFUL_SHARE)) {
    log.error('sweep held back: too many orphaned hosts of open or unknown meetings', { hosts: doubtful.length });
    log.count('HostsHeldBack', doubtful.length);
  } else orphans.push(...doubtful);
  for (const host of orphans) await attempt(`host ${host.instanceId}`, () => endOrphan(ports, host));
}

/** Handles the event that a host stops or is terminated. Ends an orphaned host, and the meeting of a lost host. */
export async function onHostDown(ports: Needs, instanceId: string): Promise<void> {
  const host = await ports.hosts.find(instanceId);
  // A host of another deployment, or one that EC2 has forgotten. The host of a build stops when it is installed.
  if (!host || isBuildHost(host)) return;
  const meeting = await ports.meetings.find(host.meetingId);
  if (isOrphaned(host, meeting, ports.clock.now())) {
    // The event of an ordinary termination often arrives after the row is ENDED.
    if (!hasEnded(host)) await endOrphan(ports, host);
  } else if (meeting && isDown(host)) await endMeetingOfLostHost(ports, meeting.id, instanceId, host.state);
}

/**
 * Looks for hosts of an open meeting that are down, because the event of a lost host may be missing.
 * @param running hosts by id, if they were listed; a listed host is there, a missing one needs a look-up
 */
export async function findLostHosts(
  ports: Needs,
  meeting: Meeting,
  running?: ReadonlyMap<string, Host>,
): Promise<void> {
  if (meeting.opened_at === undefined || meeting.verdict) return;
  const entries = Object.entries(meeting.hosts) as [HostRole, HostRecord][];
  const doubtful = entries.filter(([, record]) => {
    const host = running?.get(record.instance_id);
    return !host || isDown(host) || record.missed_at !== undefined;
  });
  if (doubtful.length === 0) return;
  const found = await ports.hosts.ofMeeting(
    meeting.id,
    doubtful.map(([, record]) => record.instance_id),
  );
  await settleEach(doubtful, async ([role, record]) => {
    const host = found.find((candidate) => candidate.instanceId === record.instance_id);
    if (!host) return handleMissing(ports, meeting, role, record);
    if (isDown(host)) return endMeetingOfLostHost(ports, meeting.id, host.instanceId, host.state);
    if (record.missed_at !== undefined) await setMissed(ports, meeting.id, role, record, undefined);
  });
}

/** Between two look-ups that must both miss a host. Look-ups can be empty or lag for minutes. */
const MISSED_FOR: Millis = 120 * SECOND;

/**
 * A look-up proves that a host is there, never that it is gone. A host is lost only when it was missed twice and does
 * not answer either.
 */
async function handleMissing(ports: Needs, meeting: Meeting, role: HostRole, record: HostRecord): Promise<void> {
  const { id } = meeting;
  const now = ports.clock.now();
  // EC2 can't find the id of a new host at first.
  if (now <= fromIso(record.launched_at) + ID_KNOWN_WITHIN) return;
  if (record.missed_at === undefined) return setMissed(ports, id, role, record, isoMillis(now));
  if (now < fromIso(record.missed_at) + MISSED_FOR) return;
  if (record.address && (await ports.health.probe(meeting, record.address)).reachable) return;
  await endMeetingOfLostHost(ports, id, record.instance_id, 'unknown to EC2 and does not answer');
}

async function setMissed(
  { meetings }: Pick<Ports, 'meetings'>,
  id: string,
  role: HostRole,
  { instance_id }: HostRecord,
  missedAt: string | undefined,
): Promise<void> {
  await updateMeeting(meetings, id, (meeting) => {
    const current = meeting.hosts[role];
    if (current?.instance_id !== instance_id || current.missed_at === missedAt) return meeting;
    const { missed_at: _before, ...record } = current;
    const next = missedAt === undefined ? record : { ...record, missed_at: current.missed_at ?? missedAt };
    return { ...meeting, hosts: { ...meeting.hosts, [role]: next } };
  });
}

/** Maximum difference between the clocks of host and function. */
const CLOCK_SKEW: Millis = 60 * SECOND;

function isOrphaned(host: Host, meeting: Meeting | undefined, now: Millis): boolean {
  // The table may be empty, restored or another one. The host's own limit still applies.
  if (!meeting) return now >= host.hardEnd;
  if (meeting.status === 'ENDED' || host.revision < meeting.revision) return true;
  const record = meeting.hosts[host.role];
  // Without a record, or with a higher attempt, the host is being launched. Hosts of a lower attempt, second hosts of
  // the same attempt, and hosts that were given up are not in use.
  if (!record || host.attempt > record.attempt) return false;
  return host.instanceId !== record.instance_id || record.given_up_at !== undefined;
}

async function endOrphan({ hosts, log }: Needs, host: Host): Promise<void> {
  const result = await hosts.end(host.instanceId);
  log.warn('orphaned host ended', { meetingId: host.meetingId, instanceId: host.instanceId, result });
  // A look-up can lag: a host that was ended before is no finding.
  if (result === 'ended' || result === 'ending') log.count('HostsEndedBySweep', 1);
}

/** At the hard end, the host terminates itself. The meeting then ends normally; the host is not lost. */
function outcomeOnLoss(meeting: Meeting, now: Millis, evidence: Evidence): Outcome | undefined {
  const end = hardEnd(meeting);
  return outcomeDue(meeting, now >= end - CLOCK_SKEW ? Math.max(now, end) : now, evidence)?.outcome;
}

/** Forgets the latest look-up of a host, so that the next "Check host" looks it up. */
function withoutLookUp(meeting: Meeting, instanceId: string): Meeting {
  const found = (Object.entries(meeting.hosts) as [HostRole, HostRecord][]).find(
    ([, { instance_id, looked_up_at }]) => instance_id === instanceId && looked_up_at !== undefined,
  );
  if (!found) return meeting;
  const [role, { looked_up_at: _forgotten, ...record }] = found;
  return { ...meeting, hosts: { ...meeting.hosts, [role]: record } };
}

/** Writes the verdict of an open meeting whose host is down, and wakes the workflow. */
async function endMeetingOfLostHost(
  { meetings, workflow, clock, log }: Needs,
  id: string,
  instanceId: string,
  state: string,
): Promise<void> {
  const failure = { reason: 'HOST_LOST', detail: `the machine ${instanceId} is ${state}` } as const;
  const evidence = await withoutHosts({ meetings, clock }, await meetings.find(id));
  const row = await updateMeeting(meetings, id, (meeting) => {
    const current = Object.values(meeting.hosts).some((record) => record.instance_id === instanceId);
    if (!current) return meeting;
    // Before the room opens, "Check host" replaces the host. Its next check looks it up.
    if (meeting.opened_at === undefined) return withoutLookUp(meeting, instanceId);
    const now = clock.now();
    const outcome = outcomeOnLoss(meeting, now, evidence);
    const because = becauseOf(meeting, now, evidence, state);
    return withVerdict(meeting, outcome ?? 'FAILED', 'net', now, outcome ? undefined : failure, because);
  });
  if (row?.verdict?.by !== 'net') return;
  if (row.verdict.failure?.reason === 'HOST_LOST') log.error('host lost', { meetingId: id, instanceId, state });
  if (row.token) await workflow.succeed(row.token.token);
}
