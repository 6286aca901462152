import { type Actor, actOf } from '../domain/actions.ts';
import type { Millis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { lastHeard } from '../domain/attendance.ts';
import { becauseOf } from '../domain/because.ts';
import { type PlannedDate, withCancellationTold } from '../domain/notices.ts';
import { NO_EVIDENCE } from '../domain/occupancy.ts';
import { staleRevisions } from '../domain/revisions.ts';
import { asEnded, withVerdict } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { settleRevisions } from './settle-revisions.ts';
import { recordEnd } from './lifecycle-metrics.ts';

/**
 * Writes a verdict if the row has none, and wakes the workflow, which tears down. A meeting that is not
 * launched yet has nothing to tear down: the same write ends it, and its execution is stopped. Idempotent.
 * @returns the row after the write
 */
export async function requestEnd(
  { meetings, workflow, wakeUps, clock, log }: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'clock' | 'log'>,
  id: string,
  who: Actor,
): Promise<Meeting | undefined> {
  const now = clock.now();
  const by = who.kind === 'teacher' ? 'teacher' : 'organiser';
  const meeting = await updateMeeting(meetings, id, (row) => withRequestedEnd(row, by, now), { act: actOf(who, now) });
  if (!meeting) return undefined;
  recordEnd(log, meeting, now);
  if (meeting.token) await workflow.succeed(meeting.token.token);
  await stopUnlaunched({ meetings, workflow, wakeUps }, meeting, now);
  return meeting;
}

/**
 * Cancels a meeting with its date in a series, unless its launch has begun. Idempotent.
 * @param planned of a date that is cancelled with its series: as its people were told it
 * @returns the row after the write
 */
export async function cancelUnlaunched(
  { meetings, workflow, wakeUps, clock, log }: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'clock' | 'log'>,
  id: string,
  seriesId: string,
  planned: PlannedDate,
): Promise<Meeting | undefined> {
  const now = clock.now();
  const cancel = (row: Meeting): Meeting => {
    const ended = row.status === 'SCHEDULED' ? withRequestedEnd(row, 'organiser', now) : row;
    return ended === row ? row : withCancellationTold(ended, planned);
  };
  const meeting = await updateMeeting(meetings, id, cancel, { act: actOf({ kind: 'series', id: seriesId }, now) });
  if (!meeting) return undefined;
  if (meeting.verdict) recordEnd(log, meeting, now);
  await stopUnlaunched({ meetings, workflow, wakeUps }, meeting, now);
  return meeting;
}

/** A meeting that ended before its launch has an execution and wake-ups, and nothing to tear down. */
async function stopUnlaunched(
  { meetings, workflow, wakeUps }: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps'>,
  meeting: Meeting,
  now: Millis,
): Promise<void> {
  if (meeting.status !== 'ENDED' || meeting.claimed_by !== undefined) return;
  await wakeUps.disarm(meeting.id, meeting.revision);
  if (meeting.execution_arn) await workflow.stop(meeting.execution_arn, 'The meeting was cancelled before its launch.');
  await settleRevisions({ meetings, workflow, wakeUps }, meeting, staleRevisions(meeting, now));
}

function withRequestedEnd(meeting: Meeting, by: 'teacher' | 'organiser', now: Millis): Meeting {
  if (meeting.verdict || meeting.status === 'ENDED') return meeting;
  // People enter as soon as the room is open: a lesson that took place early took place.
  const tookPlace = lastHeard(meeting) !== undefined;
  const outcome = by === 'teacher' && tookPlace ? 'COMPLETED' : 'CANCELLED';
  const decided = withVerdict(meeting, outcome, by, now, undefined, becauseOf(meeting, now, NO_EVIDENCE));
  return meeting.status === 'SCHEDULED' ? asEnded(decided, now) : decided;
}
