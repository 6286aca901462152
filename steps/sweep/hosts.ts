import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import { isDown } from '../domain/host-state.ts';
import type { HostRecord, Meeting } from '../domain/meeting.ts';
import type { Outcome } from '../domain/outcomes.ts';
import { hardEnd } from '../domain/timetable.ts';
import { outcomeDue, withVerdict } from '../domain/verdicts.ts';
import type { Host, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { ID_KNOWN_WITHIN } from '../meeting/release.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'workflow' | 'clock' | 'log'>;

/** Ends orphaned hosts. Starts from the running hosts, not from the rows, so that no host is missed. */
export async function sweepHosts(ports: Needs): Promise<void> {
  const running = await ports.hosts.running();
  ports.log.count('HostsRunning', running.length);
  await settleEach(running, async (host) => {
    if (isOrphaned(host, await ports.meetings.find(host.meetingId))) await endOrphan(ports, host);
  });
}

/** Handles the event that a host stops or is terminated. Ends an orphaned host, and the meeting of a lost host. */
export async function onHostDown(ports: Needs, instanceId: string): Promise<void> {
  const host = await ports.hosts.find(instanceId);
  // A host of another deployment.
  if (!host) return;
  const meeting = await ports.meetings.find(host.meetingId);
  if (isOrphaned(host, meeting)) return host.state === 'terminated' ? undefined : endOrphan(ports, host);
  if (isDown(host)) await endMeetingOfLostHost(ports, meeting!.id, instanceId, host.state);
}

/** Looks up the hosts of an open meeting, because the event of a lost host may be missing. */
export async function findLostHosts(ports: Needs, meeting: Meeting): Promise<void> {
  if (meeting.opened_at === undefined || meeting.verdict) return;
  const records = Object.values(meeting.hosts);
  const found = await ports.hosts.ofMeeting(
    meeting.id,
    records.map((record) => record.instance_id),
  );
  for (const record of records) {
    const host = found.find((candidate) => candidate.instanceId === record.instance_id);
    if (host ? isDown(host) : isUnknownTooLong(record, ports.clock.now()))
      await endMeetingOfLostHost(ports, meeting.id, record.instance_id, host?.state ?? 'unknown to EC2');
  }
}

/** Maximum difference between the clocks of host and function. */
const CLOCK_SKEW: Millis = 60 * SECOND;

/** EC2 lists a terminated host for about an hour, and a new host after some seconds. */
const isUnknownTooLong = (record: HostRecord, now: number): boolean =>
  now > fromIso(record.launched_at) + ID_KNOWN_WITHIN;

function isOrphaned(host: Host, meeting: Meeting | undefined): boolean {
  if (!meeting || meeting.status === 'ENDED' || host.revision < meeting.revision) return true;
  const record = meeting.hosts[host.role];
  // Without a record, or with a higher attempt, the host is being launched. Hosts of a lower attempt, and second hosts
  // of the same attempt, are not in use.
  return record !== undefined && host.attempt <= record.attempt && host.instanceId !== record.instance_id;
}

async function endOrphan({ hosts, log }: Needs, host: Host): Promise<void> {
  const result = await hosts.end(host.instanceId);
  log.warn('orphaned host ended', { meetingId: host.meetingId, instanceId: host.instanceId, result });
  log.count('HostsEndedBySweep', 1);
}

/** At the hard end, the host terminates itself. The meeting then ends normally; the host is not lost. */
function outcomeOnLoss(meeting: Meeting, now: Millis): Outcome | undefined {
  const end = hardEnd(meeting);
  return outcomeDue(meeting, now >= end - CLOCK_SKEW ? Math.max(now, end) : now);
}

/** Writes the verdict of an open meeting whose host is down, and wakes the workflow. */
async function endMeetingOfLostHost(
  { meetings, workflow, clock, log }: Needs,
  id: string,
  instanceId: string,
  state: string,
): Promise<void> {
  const failure = { reason: 'HOST_LOST', detail: `the machine ${instanceId} is ${state}` } as const;
  const row = await updateMeeting(meetings, id, (meeting) => {
    const current = Object.values(meeting.hosts).some((record) => record.instance_id === instanceId);
    // Before the room opens, state "Check host" replaces the host.
    if (!current || meeting.opened_at === undefined) return meeting;
    const now = clock.now();
    const outcome = outcomeOnLoss(meeting, now);
    return withVerdict(meeting, outcome ?? 'FAILED', 'net', now, outcome ? undefined : failure);
  });
  if (row?.verdict?.by !== 'net') return;
  if (row.verdict.failure?.reason === 'HOST_LOST') log.error('host lost', { meetingId: id, instanceId, state });
  if (row.token) await workflow.succeed(row.token.token);
}
