import { fromIso, isoMillis, isoSeconds, type Millis, MINUTE } from './instants.ts';
import type { Meeting } from './meeting.ts';
import { hardEnd, LATEST_START_MINUTES, latestEnd } from './timetable.ts';

/**
 * Changes of the times of a launched meeting. One write each: the steps and the wake-ups read the times from the row, and a
 * wake-up that is early arms the next. The timers of the hosts allow them from the launch.
 */

/** Minutes by which the hard end can still be moved. */
export const minutesLeft = (meeting: Meeting): number =>
  Math.max(0, Math.floor((latestEnd(meeting) - hardEnd(meeting)) / MINUTE));

/**
 * The row with its hard end moved; the given row when the same call extended it before.
 * @param key a hash of the call's Idempotency-Key
 */
export function withExtension(meeting: Meeting, minutes: number, key: string | undefined, now: Millis): Meeting {
  const { extensions = [] } = meeting;
  if (key !== undefined && extensions.some((earlier) => earlier.key === key)) return meeting;
  const extension = { minutes, at: isoMillis(now), ...(key !== undefined && { key }) };
  return { ...meeting, extensions: [...extensions, extension] };
}

/** Minutes by which the start can still be moved: after the launch, and before anybody came. */
export function lateMinutesLeft(meeting: Meeting): number {
  const { status, attendance, late_minutes = 0 } = meeting;
  if (status === 'SCHEDULED' || Object.keys(attendance).length > 0) return 0;
  return Math.min(LATEST_START_MINUTES - late_minutes, minutesLeft(meeting));
}

/** The row with its start moved to `minutes` after the planned one; the given row when it starts as late already. */
export function withLateStart(meeting: Meeting, minutes: number, now: Millis): Meeting {
  const { late_minutes = 0 } = meeting;
  if (minutes <= late_minutes) return meeting;
  const meet_time = isoSeconds(fromIso(meeting.meet_time) + (minutes - late_minutes) * MINUTE);
  return { ...meeting, late_minutes: minutes, late_at: isoMillis(now), meet_time };
}
