import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import type { HostRecord, Meeting } from '../domain/meeting.ts';
import type { Outcome } from '../domain/outcomes.ts';
import { hardEnd } from '../domain/timetable.ts';
import { outcomeDue, withVerdict } from '../domain/verdicts.ts';
import type { Host, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { KNOWN_WITHIN } from '../meeting/release.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'workflow' | 'clock' | 'log'>;

/** From what runs to the table, never the reverse: a host that no open meeting knows is ended. */
export async function sweepHosts(ports: Needs): Promise<void> {
  const running = await ports.hosts.running();
  ports.log.count('HostsRunning', running.length);
  await settleEach(running, async (host) => {
    if (isStray(host, await ports.meetings.find(host.meetingId))) await endStray(ports, host);
  });
}

/** A host that stops or is gone: the machine of a running meeting is lost, any other one is just ended for good. */
export async function hostEnded(ports: Needs, instanceId: string): Promise<void> {
  const host = await ports.hosts.find(instanceId);
  // Not of this deployment, and so not our business.
  if (!host) return;
  const meeting = await ports.meetings.find(host.meetingId);
  if (isStray(host, meeting)) return host.state === 'terminated' ? undefined : endStray(ports, host);
  if (isDown(host)) await loseHost(ports, meeting!.id, instanceId, host.state);
}

/** The look-up of hosts that a net does when an event may have been lost. */
export async function findLostHosts(ports: Needs, meeting: Meeting): Promise<void> {
  if (meeting.opened_at === undefined || meeting.verdict) return;
  const records = Object.values(meeting.hosts);
  const found = await ports.hosts.ofMeeting(
    meeting.id,
    records.map((record) => record.instance_id),
  );
  for (const record of records) {
    const host = found.find((candidate) => candidate.instanceId === record.instance_id);
    if (host ? isDown(host) : isForgotten(record, ports.clock.now()))
      await loseHost(ports, meeting.id, record.instance_id, host?.state ?? 'unknown to EC2');
  }
}

/** The host's clock and ours. */
const CLOCKS_APART: Millis = 60 * SECOND;

const isDown = (host: Host): boolean => host.state !== 'pending' && host.state !== 'running';

/** EC2 forgets an ended host after about an hour; one it does not know yet is younger than this. */
const isForgotten = (record: HostRecord, now: number): boolean => now > fromIso(record.launched_at) + KNOWN_WITHIN;

function isStray(host: Host, meeting: Meeting | undefined): boolean {
  if (!meeting || meeting.status === 'ENDED' || host.revision < meeting.revision) return true;
  const record = meeting.hosts[host.role];
  // No record, or a newer attempt: its launch is under way. A lower attempt, or a twin: nobody uses it.
  return record !== undefined && host.attempt <= record.attempt && host.instanceId !== record.instance_id;
}

async function endStray({ hosts, log }: Needs, host: Host): Promise<void> {
  const ending = await hosts.end(host.instanceId);
  log.warn('stray host ended', { meetingId: host.meetingId, instanceId: host.instanceId, ending });
  log.count('HostsEndedBySweep', 1);
}

/** At the hard end a host goes by its own timer, whoever is first to see it: it is not lost, but over. */
function outcomeOnLoss(meeting: Meeting, now: Millis): Outcome | undefined {
  const end = hardEnd(meeting);
  return outcomeDue(meeting, now >= end - CLOCKS_APART ? Math.max(now, end) : now);
}

/** Decides the end of an open meeting whose machine is gone, and wakes the workflow to tear down. */
async function loseHost(
  { meetings, workflow, clock, log }: Needs,
  id: string,
  instanceId: string,
  state: string,
): Promise<void> {
  const failure = { reason: 'HOST_LOST', detail: `the machine ${instanceId} is ${state}` } as const;
  const row = await updateMeeting(meetings, id, (meeting) => {
    const current = Object.values(meeting.hosts).some((record) => record.instance_id === instanceId);
    // Before the opening, the health check notices and replaces it.
    if (!current || meeting.opened_at === undefined) return meeting;
    const now = clock.now();
    const outcome = outcomeOnLoss(meeting, now);
    return withVerdict(meeting, outcome ?? 'FAILED', 'net', now, outcome ? undefined : failure);
  });
  if (row?.verdict?.by !== 'net') return;
  if (row.verdict.failure?.reason === 'HOST_LOST') log.error('host lost', { meetingId: id, instanceId, state });
  if (row.token) await workflow.succeed(row.token.token);
}
