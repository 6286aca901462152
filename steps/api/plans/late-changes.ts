import { isoSeconds, type Millis } from '../../domain/instants.ts';
import { lateMinutesLeft, minutesLeft, withExtension, withLateStart } from '../../domain/late-changes.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { extendedMinutes } from '../../domain/notices.ts';
import { hardEnd, plannedEndOf } from '../../domain/timetable.ts';
import { refused } from '../http/problem.ts';
import { requireNotEnded } from '../http/request-guards.ts';
import type { LateChanges, PlannedTimes } from '../http/response-schemas.ts';

/** @throws Problem 409, 410 */
export function requireLaunched(meeting: Meeting, field = 'minutes'): void {
  requireNotEnded(meeting);
  if (meeting.status === 'SCHEDULED')
    throw refused(409, field, 'The host has not been launched yet. The organiser can move the meeting.', {
      code: 'NOT_LAUNCHED',
    });
}

/** @throws Problem 409 when the hard end cannot move by so many minutes */
export function requireMinutes(meeting: Meeting, minutes: number, field = 'minutes'): void {
  const left = minutesLeft(meeting);
  if (minutes > left)
    throw refused(
      409,
      field,
      left > 0 ? `At most ${left} more minutes are possible.` : 'The meeting cannot end later than it does now.',
      { code: 'MINUTES_LEFT', limit: left },
    );
}

/**
 * The row of a launched meeting with its start so many minutes after the planned one; the given row when it starts as late already.
 * @throws Problem 409, 410
 */
export function startedLater(meeting: Meeting, minutes: number, now: Millis, field = 'minutes'): Meeting {
  requireLaunched(meeting, field);
  const late = withLateStart(meeting, minutes, now);
  if (late === meeting) return meeting;
  if (Object.keys(meeting.attendance).length > 0)
    throw refused(409, field, 'Somebody has come already. The end of the meeting can be extended.', {
      code: 'SOMEBODY_CAME',
    });
  requireMinutes(meeting, minutes - (meeting.late_minutes ?? 0), field);
  return late;
}

/**
 * The row with its hard end so many minutes after the planned one.
 * @throws Problem 409, 410
 */
export function extendedTo(meeting: Meeting, minutes: number, now: Millis): Meeting {
  const more = minutes - extendedMinutes(meeting);
  if (more === 0) return meeting;
  const field = 'extended_minutes';
  requireLaunched(meeting, field);
  if (more < 0)
    throw refused(409, field, 'The end was moved further already, and cannot move back.', { code: 'CHANGED' });
  requireMinutes(meeting, more, field);
  return withExtension(meeting, more, undefined, now);
}

export const plannedTimes = (meeting: Meeting): PlannedTimes => ({
  meet_time: meeting.meet_time,
  ends_at: isoSeconds(plannedEndOf(meeting)),
  hard_end: isoSeconds(hardEnd(meeting)),
});

/** What can still change, for the pages. */
export const lateChanges = (meeting: Meeting): LateChanges => ({
  hard_end: isoSeconds(hardEnd(meeting)),
  extended_minutes: extendedMinutes(meeting),
  extension_minutes_left: minutesLeft(meeting),
  late_minutes: meeting.late_minutes ?? 0,
  late_minutes_left: lateMinutesLeft(meeting),
});
