import { isoSeconds } from '../../domain/instants.ts';
import { minutesLeft } from '../../domain/late-changes.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { hardEnd, plannedEndOf } from '../../domain/timetable.ts';
import { Problem } from '../http/problem.ts';
import { requireNotEnded } from '../http/request-guards.ts';
import type { PlannedTimes } from '../http/response-schemas.ts';

/** @throws Problem 409, 410 */
export function requireLaunched(meeting: Meeting): void {
  requireNotEnded(meeting);
  if (meeting.status === 'SCHEDULED')
    throw new Problem(409, 'The host has not been launched yet. The organiser can move the meeting.');
}

/** @throws Problem 409 when the hard end cannot move by so many minutes */
export function requireMinutes(meeting: Meeting, minutes: number): void {
  const left = minutesLeft(meeting);
  if (minutes > left)
    throw new Problem(
      409,
      left > 0 ? `At most ${left} more minutes are possible.` : 'The meeting cannot end later than it does now.',
    );
}

export const plannedTimes = (meeting: Meeting): PlannedTimes => ({
  meet_time: meeting.meet_time,
  ends_at: isoSeconds(plannedEndOf(meeting)),
  hard_end: isoSeconds(hardEnd(meeting)),
});
