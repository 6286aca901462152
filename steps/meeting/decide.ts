import { becauseOf } from '../domain/because.ts';
import { HostLost, MeetingFailed } from '../domain/errors.ts';
import { type Millis, SECOND, secondsUntil } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { absence, type Evidence, occupancy } from '../domain/occupancy.ts';
import { attendanceDeadline, graceOf, hardEnd } from '../domain/timetable.ts';
import { outcomeDue, withEvidence, withVerdict } from '../domain/verdicts.ts';
import { gatherEvidence } from '../listening/evidence.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import { recordDoubt } from './lifecycle-metrics.ts';
import { isOwnedBy } from './ownership.ts';
import { decideResult, type DecideResult, withSchemas, stepCall } from './step-schemas.ts';
import { onLambda } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { health } from '../aws/host-health.ts';

/**
 * Decides from row, clock and evidence whether the meeting goes on. The conditional write that decides also stores the
 * verdict: earlier presence counts, later presence gets a 410 response.
 * @throws HostLost, MeetingFailed when the verdict is FAILED
 */
export const decide = (ports: Pick<Ports, 'meetings' | 'health' | 'clock' | 'log'>) =>
  withSchemas(stepCall, decideResult, async (call): Promise<DecideResult> => {
    const { meetings, clock, log } = ports;
    const found = await meetings.find(call.input.meetingId);
    if (!found) throw new MeetingFailed('the row is gone');
    const evidence = await gatherEvidence(ports, found);
    const now = clock.now();
    const decideRow = (row: Meeting): Meeting => {
      if (!isOwnedBy(row, call)) return row;
      const known = withEvidence(row, now, evidence);
      const due = outcomeDue(known, now, evidence);
      return due ? withVerdict(known, due.outcome, 'workflow', now, undefined, becauseOf(known, now, evidence)) : known;
    };
    const meeting = await updateMeeting(meetings, found.id, decideRow, { found });
    recordDoubt(log, meeting, now);
    if (!meeting) throw new MeetingFailed('the row is gone');
    const { verdict } = meeting;
    if (verdict?.outcome === 'FAILED') {
      const Failed = verdict.failure?.reason === 'HOST_LOST' ? HostLost : MeetingFailed;
      throw new Failed(verdict.failure?.detail ?? 'failed');
    }
    if (verdict) return { next: 'TEAR_DOWN', outcome: verdict.outcome };
    if (!isOwnedBy(meeting, call) || meeting.status === 'ENDED') return { next: 'TEAR_DOWN', outcome: 'CANCELLED' };
    return { next: 'HOLD', ...holdTimes(meeting, now, evidence) };
  });

/** Time-outs of state "Hold meeting". Step Functions requires a heartbeat below the time-out. */
function holdTimes(
  meeting: Meeting,
  now: Millis,
  evidence: Evidence,
): { timeoutSeconds: number; heartbeatSeconds: number } {
  const room = occupancy(meeting, now, evidence);
  const missing = absence(meeting, now, evidence);
  const asksAgainAt = missing?.is === 'unknown' ? missing.askAgainAt + SECOND : Number.POSITIVE_INFINITY;
  if (room.is === 'occupied') {
    const grace = graceOf(meeting.timetable) / SECOND;
    const timeoutSeconds = Math.max(2, secondsUntil(Math.min(asksAgainAt, hardEnd(meeting)), now));
    const heartbeatSeconds = Math.min(grace, secondsUntil(room.until, now), timeoutSeconds - 1);
    return { timeoutSeconds, heartbeatSeconds: Math.max(1, heartbeatSeconds) };
  }
  // An empty room does not end the meeting before the attendance deadline, so no heartbeat is due before it.
  const deadline = attendanceDeadline(meeting);
  const next = now < deadline || room.is !== 'unknown' ? deadline : Math.min(room.askAgainAt, hardEnd(meeting));
  const timeoutSeconds = Math.max(2, secondsUntil(Math.min(asksAgainAt, next), now) + 1);
  return { timeoutSeconds, heartbeatSeconds: timeoutSeconds - 1 };
}

export const handler = onLambda(decide, { meetings, health });
