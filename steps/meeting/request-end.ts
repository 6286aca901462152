import type { Millis } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { attended, asEnded, withVerdict } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { countEnd } from './lifecycle-metrics.ts';

/**
 * Writes how the meeting is to end, unless that is decided, and wakes the workflow, which tears
 * down. A meeting that still waits for its launch has nothing to tear down: it ends in this very
 * write, and its execution is stopped. Repeatable: a second call finishes what a first left undone.
 * @returns the row as it stands then
 */
export async function requestEnd(
  { meetings, workflow, wakeUps, clock, log }: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'clock' | 'log'>,
  id: string,
  by: 'teacher' | 'organiser',
): Promise<Meeting | undefined> {
  const now = clock.now();
  const meeting = await updateMeeting(meetings, id, (row) => endedBy(row, by, now));
  if (!meeting) return undefined;
  countEnd(log, meeting, now);
  if (meeting.token) await workflow.succeed(meeting.token.token);
  if (meeting.status === 'ENDED' && meeting.claimed_by === undefined) {
    await wakeUps.disarm(id, meeting.revision);
    if (meeting.execution_arn)
      await workflow.stop(meeting.execution_arn, 'The meeting was cancelled before its launch.');
  }
  return meeting;
}

function endedBy(meeting: Meeting, by: 'teacher' | 'organiser', now: Millis): Meeting {
  if (meeting.verdict || meeting.status === 'ENDED') return meeting;
  const outcome = by === 'teacher' && attended(meeting) ? 'COMPLETED' : 'CANCELLED';
  const decided = withVerdict(meeting, outcome, by, now);
  return meeting.status === 'SCHEDULED' ? asEnded(decided, now) : decided;
}
