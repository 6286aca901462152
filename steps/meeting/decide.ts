import { HostLost, MeetingFailed } from '../domain/errors.ts';
import { type Millis, secondsUntil } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { attendanceDeadline, hardEnd } from '../domain/timetable.ts';
import { graceEnd, outcomeDue, withVerdict } from '../domain/verdicts.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { isOwnedBy } from './ownership.ts';
import { decideResult, type DecideResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';

/**
 * Decides from row and clock whether the meeting goes on. The conditional write that decides also stores the
 * verdict: earlier presence counts, later presence gets a 410 response.
 * @throws HostLost, MeetingFailed when the verdict is FAILED
 */
export const decide = ({ meetings, clock }: Pick<Ports, 'meetings' | 'clock'>) =>
  withSchemas(stepCall, decideResult, async (call): Promise<DecideResult> => {
    const now = clock.now();
    const meeting = await updateMeeting(meetings, call.input.meetingId, (row) => {
      const outcome = isOwnedBy(row, call) ? outcomeDue(row, now) : undefined;
      return outcome ? withVerdict(row, outcome, 'workflow', now) : row;
    });
    if (!meeting) throw new MeetingFailed('the row is gone');
    const { verdict } = meeting;
    if (verdict?.outcome === 'FAILED') {
      const Failed = verdict.failure?.reason === 'HOST_LOST' ? HostLost : MeetingFailed;
      throw new Failed(verdict.failure?.detail ?? 'failed');
    }
    if (verdict) return { next: 'TEAR_DOWN', outcome: verdict.outcome };
    if (!isOwnedBy(meeting, call) || meeting.status === 'ENDED') return { next: 'TEAR_DOWN', outcome: 'CANCELLED' };
    return { next: 'HOLD', ...holdTimes(meeting, now) };
  });

/** Time-outs of state "Hold meeting". Step Functions requires a heartbeat below the time-out. */
function holdTimes(meeting: Meeting, now: Millis): { timeoutSeconds: number; heartbeatSeconds: number } {
  const { emptyGrace } = meeting.timetable;
  const silentFrom = graceEnd(meeting) ?? now;
  if (silentFrom > now) {
    const timeoutSeconds = Math.max(2, secondsUntil(hardEnd(meeting), now));
    const heartbeatSeconds = Math.min(emptyGrace, secondsUntil(silentFrom, now), timeoutSeconds - 1);
    return { timeoutSeconds, heartbeatSeconds: Math.max(1, heartbeatSeconds) };
  }
  // An empty room does not end the meeting before the attendance deadline, so no heartbeat is due before it.
  const timeoutSeconds = Math.max(2, secondsUntil(attendanceDeadline(meeting), now) + 1);
  return { timeoutSeconds, heartbeatSeconds: timeoutSeconds - 1 };
}

export const handler = onLambda(decide, { meetings });
