import { fromIso, isoSeconds, type Millis, SECOND } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { recheckAfter, type WakeUpKind } from '../domain/wake-ups.ts';
import { netTakesOverAt, nextRecheckAt, overdue, withVerdict } from '../domain/verdicts.ts';
import type { MeetingQuery, Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleEach } from '../settle-all.ts';
import { release } from '../meeting/release.ts';
import { findLostHosts } from './hosts.ts';

type Needs = Pick<Ports, 'meetings' | 'hosts' | 'addresses' | 'wakeUps' | 'workflow' | 'clock' | 'log'>;

/** A row that nobody accepted by then is a leftover of a call that was cut off. */
const LEFTOVER_AFTER: Millis = 600 * SECOND;
/** Rows whose meeting is later than this cannot have a deadline behind them: leads are shorter. */
const AHEAD: Millis = 86_400 * SECOND;

/** Ends a meeting that is due for it and that its workflow has left alone. */
export async function sweepMeeting(
  ports: Needs,
  meeting: Meeting | undefined,
  { executionOver = false }: { executionOver?: boolean } = {},
): Promise<void> {
  if (!meeting) return;
  if (meeting.status === 'ENDED') return ports.wakeUps.disarm(meeting.id, meeting.revision);
  if (!meeting.accepted) return sweepLeftover(ports, meeting);
  const now = ports.clock.now();
  const row = await updateMeeting(ports.meetings, meeting.id, (current) => judged(current, now, executionOver));
  if (!row?.verdict) return;
  // A verdict of the workflow's, or of people who woke it, gets the margin before a net takes over.
  if (!executionOver && row.verdict.by !== 'net' && now < netTakesOverAt(row)) return;
  ports.log.warn('a net ends the meeting', { meetingId: row.id, ...row.verdict });
  await wake(ports, row);
  await release(ports, row);
}

/**
 * What a meeting's own wake-up does. It fires once, so first of all the next one is armed: this look
 * may fail, or find people in the room, and perhaps nobody else looks.
 */
export async function onWakeUp(ports: Needs, meeting: Meeting | undefined, fired: WakeUpKind): Promise<void> {
  if (!meeting) return;
  const { id: meetingId, revision, status } = meeting;
  if (status !== 'ENDED')
    await ports.wakeUps.arm({
      meetingId,
      revision,
      kind: recheckAfter(fired),
      at: nextRecheckAt(meeting, ports.clock.now()),
    });
  await findLostHosts(ports, meeting);
  await sweepMeeting(ports, meeting);
}

function judged(meeting: Meeting, now: Millis, executionOver: boolean): Meeting {
  const found = overdue(meeting, now, executionOver);
  return found ? withVerdict(meeting, found.outcome, 'net', now, found.failure) : meeting;
}

/** If the workflow is alive after all, it learns of the end now; one that still waits for the launch is stopped. */
async function wake({ workflow }: Pick<Ports, 'workflow'>, meeting: Meeting): Promise<void> {
  if (meeting.token) await workflow.succeed(meeting.token.token);
  if (meeting.status === 'SCHEDULED' && meeting.execution_arn)
    await workflow.stop(meeting.execution_arn, 'A safety net ended the meeting before its launch.');
}

async function sweepLeftover({ meetings, wakeUps, clock, log }: Needs, meeting: Meeting): Promise<void> {
  if (clock.now() < fromIso(meeting.created_at) + LEFTOVER_AFTER) return;
  // Its execution, if there is one, finds no row at launch time and ends. A row that was accepted this moment stays,
  // and so do its nets.
  if (!(await meetings.remove(meeting.id, meeting.version))) return;
  log.warn('leftover removed', { meetingId: meeting.id });
  await wakeUps.disarm(meeting.id, meeting.revision);
}

/** Every meeting that may be due; trouble with one does not hold up the others. */
export async function sweepMeetings(ports: Needs): Promise<void> {
  const query: MeetingQuery = { openOrEnded: 'open', to: isoSeconds(ports.clock.now() + AHEAD), limit: 200 };
  let after: string | undefined;
  do {
    const page = await ports.meetings.list({ ...query, ...(after !== undefined && { after }) });
    await settleEach(page.meetings, async (meeting) => {
      await findLostHosts(ports, meeting);
      await sweepMeeting(ports, meeting);
    });
    after = page.after;
  } while (after !== undefined);
}
