import { fromIso, type Millis, SECOND } from '../domain/instants.ts';
import type { Role } from '../domain/links.ts';
import type { Meeting, Waiting } from '../domain/meeting.ts';
import { PRESENCE_UNWRITTEN } from '../domain/timetable.ts';
import type { Clock } from '../ports.ts';
import type { Whereabouts } from './http/response-schemas.ts';

/** A page reports "waiting" every 20 seconds. */
const WAITS_FOR: Millis = 60 * SECOND;
/** Reports of presence that may be missed until a person counts as away. Only for display. */
const MISSED_REPORTS = 4;

/** Where the other person's page shows somebody. */
export function whereabouts({ attendance, waiting, timetable }: Meeting, role: Role, clock: Clock): Whereabouts {
  const isRecent = (instant: string, within: Millis): boolean => clock.now() - fromIso(instant) <= within;
  const seen = attendance[role];
  if (
    seen &&
    seen.left_at === undefined &&
    isRecent(seen.last_seen_at, MISSED_REPORTS * timetable.presenceEvery * SECOND + PRESENCE_UNWRITTEN)
  )
    return { state: 'inside', since: seen.first_seen_at };
  const waits = waiting?.[role];
  return waits && isRecent(waits.last, WAITS_FOR) ? { state: 'waiting', since: waits.since } : { state: 'away' };
}

/** The row after a report that a person waits; the given row when the latest report is recent, or the end is decided. */
export function withWaiting(meeting: Meeting, role: Role, now: string): Meeting {
  const before = meeting.waiting?.[role];
  const gap = before ? fromIso(now) - fromIso(before.last) : Infinity;
  if (meeting.verdict || gap < PRESENCE_UNWRITTEN) return meeting;
  const after: Waiting = { since: before && gap <= WAITS_FOR ? before.since : now, last: now };
  return { ...meeting, waiting: { ...meeting.waiting, [role]: after } };
}
