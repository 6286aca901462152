import { becauseOf } from '../domain/because.ts';
import { fromIso, isoSeconds, type Millis, SECOND } from '../domain/instants.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import type { Meeting } from '../domain/meeting.ts';
import { staleRevisions } from '../domain/revisions.ts';
import { SWEEP_HORIZON } from '../domain/timetable.ts';
import { recheckAfter } from '../domain/wake-ups.ts';
import type { Evidence } from '../domain/occupancy.ts';
import { asEnded, netTakesOverAt, nextRecheckAt, overdue, withEvidence, withVerdict } from '../domain/verdicts.ts';
import { gatherEvidence } from '../listening/evidence.ts';
import type { Host, MeetingQuery, Ports, WakeUp } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { recordDoubt } from '../meeting/lifecycle-metrics.ts';
import { settleRevisions } from '../meeting/settle-revisions.ts';
import { release } from '../meeting/release.ts';
import { findLostHosts } from './hosts.ts';
import type { Attempt } from './attempt.ts';

type Needs = Pick<
  Ports,
  'meetings' | 'slots' | 'days' | 'hosts' | 'addresses' | 'health' | 'wakeUps' | 'workflow' | 'clock' | 'log'
>;

/** A row that is not accepted after this time is a leftover of an interrupted scheduling call. */
const LEFTOVER_AFTER: Millis = 600 * SECOND;
/** The sweep's function has 240 s. A sweep that takes longer than this stops, and the next one resumes there. */
const TIME_BUDGET: Millis = 180 * SECOND;
/** From a wake-up whose row cannot be read to the next one. */
const UNREAD_RECHECK: Millis = 300 * SECOND;
/** Name of the mark that keeps the position of a sweep that stopped. */
const POSITION = 'sweep-position';
/** After this time, DynamoDB may delete the row of a leftover. */
const LEFTOVER_KEPT_SECONDS = 7 * 86_400;

/**
 * Ends a meeting that is overdue and that its workflow has not ended.
 * @param endedExecution ARN of an execution that has ended
 * @returns the row of a meeting that goes on without a verdict
 */
export async function sweepMeeting(
  ports: Needs,
  meeting: Meeting | undefined,
  endedExecution?: string,
): Promise<Meeting | undefined> {
  if (!meeting) return undefined;
  if (meeting.status === 'ENDED' || !meeting.accepted) {
    await (meeting.status === 'ENDED' ? disarm(ports, meeting) : sweepLeftover(ports, meeting));
    return undefined;
  }
  const evidence = await gatherEvidence(ports, meeting);
  const now = ports.clock.now();
  const row = await updateMeeting(ports.meetings, meeting.id, (current) =>
    withOverdueVerdict(withoutExecution(current, endedExecution), now, evidence),
  );
  recordDoubt(ports.log, row, now);
  if (!row?.verdict) return row;
  // After a verdict by the workflow or a person, the workflow has the margin to tear down.
  if (!row.execution_over && row.verdict.by !== 'net' && now < netTakesOverAt(row)) return undefined;
  ports.log.warn('safety net ended the meeting', { meetingId: row.id, ...row.verdict });
  await settleEach([() => wakeWorkflow(ports, row), async () => void (await release(ports, row))], (act) => act());
  return undefined;
}

/**
 * Handles a wake-up of one meeting. A wake-up fires once, so the next one is armed first: this run may fail, or
 * find people in the room.
 */
export async function onWakeUp(ports: Needs, meeting: Meeting | undefined, fired: Fired): Promise<void> {
  if (!meeting) return;
  await settleEach(
    [
      () => armRecheck(ports, meeting, fired),
      () => settleRevisions(ports, meeting, staleRevisions(meeting, ports.clock.now())),
      () => findLostHosts(ports, meeting),
      async () => void (await sweepMeeting(ports, meeting)),
    ],
    (act) => act(),
  );
}

/**
 * Returns what is read for a wake-up. If that fails, the next wake-up is armed before the error is thrown: a wake-up fires
 * once, and an outage of the table must not end them.
 */
export async function orWakeAgain<T>(
  { wakeUps, clock }: Pick<Ports, 'wakeUps' | 'clock'>,
  { meetingId, revision, kind }: Fired & Pick<WakeUp, 'meetingId'>,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    await wakeUps.arm({ meetingId, revision, kind: recheckAfter(kind), at: clock.now() + UNREAD_RECHECK });
    throw error;
  }
}

/** The wake-up that fired. */
type Fired = Pick<WakeUp, 'revision' | 'kind'>;

/** Arms the wake-up that follows this one, unless the meeting has ended, or has other wake-ups since a move. */
export async function armRecheck(
  { wakeUps, clock }: Pick<Ports, 'wakeUps' | 'clock'>,
  meeting: Meeting | undefined,
  fired: Fired,
): Promise<void> {
  if (!meeting || meeting.status === 'ENDED' || meeting.revision !== fired.revision) return;
  const { id: meetingId, revision } = meeting;
  await wakeUps.arm({ meetingId, revision, kind: recheckAfter(fired.kind), at: nextRecheckAt(meeting, clock.now()) });
}

/** The row without its workflow, if that was in the execution that has ended. A moved meeting has another one. */
const withoutExecution = (meeting: Meeting, endedExecution: string | undefined): Meeting =>
  endedExecution === undefined || meeting.execution_arn !== endedExecution || meeting.execution_over
    ? meeting
    : { ...meeting, execution_over: true };

function withOverdueVerdict(meeting: Meeting, now: Millis, evidence: Evidence): Meeting {
  const known = withEvidence(meeting, now, evidence);
  const found = overdue(known, now, evidence);
  return found ? withVerdict(known, found.outcome, 'net', now, found.failure, becauseOf(known, now, evidence)) : known;
}

/** Completes the task token in case the workflow still runs. Stops an execution that waits for the launch. */
async function wakeWorkflow({ workflow }: Pick<Ports, 'workflow'>, meeting: Meeting): Promise<void> {
  if (meeting.token) await workflow.succeed(meeting.token.token);
  if (meeting.status === 'SCHEDULED' && meeting.execution_arn)
    await workflow.stop(meeting.execution_arn, 'A safety net ended the meeting before its launch.');
}

const disarm = ({ wakeUps }: Pick<Ports, 'wakeUps'>, { id, revision }: Meeting): Promise<void> =>
  wakeUps.disarm(id, revision);

/** Ends the row of an interrupted scheduling call. It is not deleted: a repeated call must find it and fail. */
async function sweepLeftover({ meetings, wakeUps, clock, log }: Needs, meeting: Meeting): Promise<void> {
  const now = clock.now();
  if (now < fromIso(meeting.created_at) + LEFTOVER_AFTER) return;
  const failure = { reason: 'NOT_ACCEPTED', detail: 'the scheduling call was interrupted' } as const;
  const row = await updateMeeting(meetings, meeting.id, (current) =>
    current.accepted
      ? current
      : {
          ...asEnded(withVerdict(current, 'FAILED', 'net', now, failure), now),
          expires_at: Math.ceil(now / SECOND) + LEFTOVER_KEPT_SECONDS,
        },
  );
  if (row?.accepted) return;
  log.warn('leftover ended', { meetingId: meeting.id });
  await disarm({ wakeUps }, meeting);
}

/**
 * Checks every open meeting that may be overdue. A row that fails is tried again once all others are done: while another net
 * is down, the next sweep is five minutes too late.
 * @param running hosts by id, if EC2 could be asked
 */
export async function sweepMeetings(
  ports: Needs,
  running: ReadonlyMap<string, Host> | undefined,
  startedAt: Millis,
  attempt: Attempt,
): Promise<void> {
  const { meetings, clock } = ports;
  const query: MeetingQuery = { openOrEnded: 'open', to: isoSeconds(startedAt + SWEEP_HORIZON * SECOND), limit: 200 };
  const resumed = await meetings.getMark(POSITION);
  let after = resumed;
  const failed: string[] = [];
  const sweepRow = async (id: string): Promise<void> => {
    const done = await attempt(`row of ${id}`, async () => {
      const meeting = await meetings.find(id);
      if (!meeting) return true;
      const stale = staleRevisions(meeting, clock.now());
      await attempt(`other revisions of ${id}`, () => settleRevisions(ports, meeting, stale));
      if (running) await attempt(`hosts of ${id}`, () => findLostHosts(ports, meeting, running));
      const goesOn = mayBeDue(meeting, clock.now()) ? await sweepMeeting(ports, meeting) : undefined;
      // A wake-up that failed, for example in an outage, has armed no other one. The next sweep would be too late.
      await armRecheck(ports, goesOn, { revision: meeting.revision, kind: 'recheck-b' });
      return true;
    });
    if (!done) failed.push(id);
  };
  do {
    const page = await meetings.list({ ...query, ...(after !== undefined && { after }) });
    for (const listed of page.meetings) {
      if (mayNeedSweep(listed, clock.now())) await sweepRow(listed.id);
    }
    after = page.after;
    if (clock.now() > startedAt + TIME_BUDGET) break;
  } while (after !== undefined);
  if (clock.now() <= startedAt + TIME_BUDGET) for (const id of failed.splice(0)) await sweepRow(id);
  if (after !== resumed) await meetings.setMark(POSITION, after);
}

/** Meetings before their launch cost no read. The list may be seconds old: the next sweep sees what this one misses. */
const mayNeedSweep = ({ accepted, verdict, status, launch_at, other_revisions }: ListedMeeting, now: Millis): boolean =>
  !accepted ||
  verdict !== undefined ||
  other_revisions !== undefined ||
  status !== 'SCHEDULED' ||
  now >= fromIso(launch_at);

/** Meetings that go on cost one read. */
const mayBeDue = (meeting: Meeting, now: Millis): boolean =>
  !meeting.accepted || meeting.verdict !== undefined || now >= netTakesOverAt(meeting);
