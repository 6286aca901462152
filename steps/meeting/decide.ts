import { HostLost, MeetingFailed } from '../domain/errors.ts';
import { type Millis, secondsUntil } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { attendanceDeadline, hardEnd } from '../domain/timetable.ts';
import { graceEnd, outcomeDue, withVerdict } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isMine } from './ownership.ts';
import { decideResult, type DecideResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';

/**
 * Decides from row and clock whether the meeting goes on. The verdict is written in the write
 * that decides it: presence came before it and counts, or comes after it and is told so.
 * @throws HostLost, MeetingFailed
 */
export const decide = ({ meetings, clock }: Pick<Ports, 'meetings' | 'clock'>) =>
  withSchemas(stepCall, decideResult, async (call): Promise<DecideResult> => {
    const now = clock.now();
    const meeting = await updateMeeting(meetings, call.input.meetingId, (row) => {
      const outcome = isMine(row, call) ? outcomeDue(row, now) : undefined;
      return outcome ? withVerdict(row, outcome, 'workflow', now) : row;
    });
    if (!meeting) throw new MeetingFailed('its row is gone');
    const { verdict } = meeting;
    if (verdict?.outcome === 'FAILED') {
      const Failed = verdict.failure?.reason === 'HOST_LOST' ? HostLost : MeetingFailed;
      throw new Failed(verdict.failure?.detail ?? 'failed');
    }
    if (verdict) return { next: 'TEAR_DOWN', outcome: verdict.outcome };
    if (!isMine(meeting, call) || meeting.status === 'ENDED') return { next: 'TEAR_DOWN', outcome: 'CANCELLED' };
    return { next: 'HOLD', ...holdFor(meeting, now) };
  });

/** How long to hold before the next look: whole seconds, the heartbeat below the time-out. */
function holdFor(meeting: Meeting, now: Millis): { timeoutSeconds: number; heartbeatSeconds: number } {
  const { emptyGrace } = meeting.timetable;
  const silentFrom = graceEnd(meeting) ?? now;
  if (silentFrom > now) {
    const timeoutSeconds = Math.max(2, secondsUntil(hardEnd(meeting), now));
    const heartbeatSeconds = Math.min(emptyGrace, secondsUntil(silentFrom, now), timeoutSeconds - 1);
    return { timeoutSeconds, heartbeatSeconds: Math.max(1, heartbeatSeconds) };
  }
  // Nobody is in, which means nothing before the attendance deadline: no heartbeat until then.
  const timeoutSeconds = Math.max(2, secondsUntil(attendanceDeadline(meeting), now) + 1);
  return { timeoutSeconds, heartbeatSeconds: timeoutSeconds - 1 };
}

export const handler = onLambda(decide, { meetings });
