import { isoSeconds } from '../../domain/instants.ts';
import { lateMinutesLeft, minutesLeft } from '../../domain/late-changes.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { hardEnd, plannedEndOf } from '../../domain/timetable.ts';
import { refused } from '../http/problem.ts';
import { requireNotEnded } from '../http/request-guards.ts';
import type { LateChanges, PlannedTimes } from '../http/response-schemas.ts';

/** @throws Problem 409, 410 */
export function requireLaunched(meeting: Meeting): void {
  requireNotEnded(meeting);
  if (meeting.status === 'SCHEDULED')
    throw refused(409, 'minutes', 'The host has not been launched yet. The organiser can move the meeting.', {
      code: 'NOT_LAUNCHED',
    });
}

/** @throws Problem 409 when the hard end cannot move by so many minutes */
export function requireMinutes(meeting: Meeting, minutes: number): void {
  const left = minutesLeft(meeting);
  if (minutes > left)
    throw refused(
      409,
      'minutes',
      left > 0 ? `At most ${left} more minutes are possible.` : 'The meeting cannot end later than it does now.',
      { code: 'MINUTES_LEFT', limit: left },
    );
}

export const plannedTimes = (meeting: Meeting): PlannedTimes => ({
  meet_time: meeting.meet_time,
  ends_at: isoSeconds(plannedEndOf(meeting)),
  hard_end: isoSeconds(hardEnd(meeting)),
});

/** What can still change, for the pages. */
export const lateChanges = (meeting: Meeting): LateChanges => ({
  hard_end: isoSeconds(hardEnd(meeting)),
  extension_minutes_left: minutesLeft(meeting),
  late_minutes: meeting.late_minutes ?? 0,
  late_minutes_left: lateMinutesLeft(meeting),
});
