import { fromIso, type Millis, MINUTE, SECOND } from './instants.ts';
import { type Attendee, ROLES } from './links.ts';
import type { Attendance, Meeting } from './meeting.ts';
import type { AttendanceRule } from './outcomes.ts';
import { isRoomOpen } from './status.ts';
import { DEFAULT_TIMETABLE, extendedEnd, graceOf, PRESENCE_UNWRITTEN } from './timetable.ts';

export type PresenceEvent = 'joined' | 'present' | 'left';

/** The latest presence of any person or host report. */
export function lastHeard({ attendance }: Pick<Meeting, 'attendance'>): Millis | undefined {
  const instants = Object.values(attendance).map((seen) => fromIso(seen.last_seen_at));
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/**
 * From when silence counts; undefined when nobody has joined. That is the latest presence, or later while a browser may have
 * frozen the page of somebody who came and did not leave.
 */
export function silentFrom(meeting: Meeting): Millis | undefined {
  const heard = lastHeard(meeting);
  if (heard === undefined || !mayBeFrozen(meeting)) return heard;
  // Rows of earlier versions have no frozenGrace.
  const frozenGrace = (meeting.timetable.frozenGrace ?? DEFAULT_TIMETABLE.frozenGrace) * SECOND;
  return Math.max(heard, Math.min(heard + frozenGrace, extendedEnd(meeting)));
}

/** Whether a page is open whose silence no host report explains. */
const mayBeFrozen = ({ attendance }: Meeting): boolean =>
  attendance.host === undefined &&
  ROLES.some((role) => attendance[role] !== undefined && attendance[role].left_at === undefined);

/** The end of the grace; undefined when nobody has joined. */
export function graceEnd(meeting: Meeting): Millis | undefined {
  const silent = silentFrom(meeting);
  return silent === undefined ? undefined : silent + graceOf(meeting.timetable);
}

/** True when somebody was present at or after the meeting time. */
export function attended(meeting: Meeting): boolean {
  const heard = lastHeard(meeting);
  return heard !== undefined && heard >= fromIso(meeting.meet_time);
}

/** Rows of earlier versions have no rule. */
export const attendanceRule = ({ attendance_rule = 'anyone' }: Meeting): AttendanceRule => attendance_rule;

/** Whether the meeting needs everyone, and nothing says that both of its people came. */
export const awaitsSomebody = (meeting: Meeting): boolean =>
  attendanceRule(meeting) === 'everyone' &&
  meeting.both_counted_at === undefined &&
  ROLES.some((role) => meeting.attendance[role] === undefined);

/**
 * Returns the row with this presence. Unchanged when the meeting is decided, its room is not open, or the presence is
 * overruled, comes back too often, or repeats a recent one.
 */
export function withPresence(meeting: Meeting, by: Attendee, event: PresenceEvent, now: string): Meeting {
  if (meeting.verdict || !isRoomOpen(meeting) || isOverruled(meeting, by, event)) return meeting;
  const before = meeting.attendance[by];
  if (mustWait(before, event, now) > 0 || isRepetition(meeting, before, event, now)) return meeting;
  const seen = seenAfter(before, event, now);
  if (!seen || seen === before) return meeting;
  return { ...meeting, status: 'IN_PROGRESS', attendance: { ...meeting.attendance, [by]: seen } };
}

/**
 * True for "present" from a page after the host reported an empty room twice: the page is still open, but its person has
 * left. One report is not enough: the host can count while somebody reconnects. A person who comes back sends "joined".
 */
export const isOverruled = ({ attendance }: Meeting, by: Attendee, event: PresenceEvent): boolean =>
  by !== 'host' && event === 'present' && attendance.host?.left_confirmed_at !== undefined;

/** True when nothing but `last_seen_at` would change, and by little. The presence that proves attendance is no repetition. */
function isRepetition(
  { status, meet_time }: Meeting,
  before: Attendance | undefined,
  event: PresenceEvent,
  now: string,
): boolean {
  if (status !== 'IN_PROGRESS' || event === 'left' || before === undefined || before.left_at !== undefined)
    return false;
  const last = fromIso(before.last_seen_at);
  const provesAttendance = last < fromIso(meet_time) && fromIso(now) >= fromIso(meet_time);
  return !provesAttendance && fromIso(now) < last + PRESENCE_UNWRITTEN;
}

/** A person who comes back more often than this within a minute waits. Each return allows one "left", so it limits both. */
export const RETURNS_PER_MINUTE = 6;

/** Milliseconds until this presence may be repeated; 0 when it is accepted. "left" is always accepted, so none is lost. */
export function mustWait(before: Attendance | undefined, event: PresenceEvent, now: string): Millis {
  if (event === 'left' || before?.left_at === undefined || before.returns === undefined) return 0;
  const { since, count } = before.returns;
  return count < RETURNS_PER_MINUTE ? 0 : Math.max(0, fromIso(since) + MINUTE - fromIso(now));
}

/** Between two reports of an empty room that confirm each other. */
export const CONFIRMED_AFTER: Millis = 60 * SECOND;

/**
 * "left" without "joined" changes nothing. The host repeats "left" while its room is empty; the first one counts, so that
 * the grace ends. Calls can arrive out of order, so `last_seen_at` never decreases.
 */
function seenAfter(before: Attendance | undefined, event: PresenceEvent, now: string): Attendance | undefined {
  if (event === 'left' && !before) return undefined;
  if (event === 'left' && before?.left_at !== undefined)
    return before.left_confirmed_at === undefined && fromIso(now) >= fromIso(before.left_at) + CONFIRMED_AFTER
      ? { ...before, left_confirmed_at: now }
      : before;
  const last = before && before.last_seen_at > now ? before.last_seen_at : now;
  const returns = event === 'left' ? before?.returns : returnsAfter(before, now);
  return {
    first_seen_at: before?.first_seen_at ?? now,
    last_seen_at: last,
    seconds_present: secondsPresent(before, last),
    ...(event === 'left' && { left_at: now }),
    ...(returns && { returns }),
  };
}

/** Between two reports of one visit. A longer silence is a gap: nobody knows whether the person was there. */
const ONE_VISIT: Millis = 2 * MINUTE;

function secondsPresent(before: Attendance | undefined, last: string): number {
  if (!before) return 0;
  const { first_seen_at, last_seen_at, left_at } = before;
  // Rows of earlier versions have no sum.
  const sum = before.seconds_present ?? secondsBetween(first_seen_at, last_seen_at);
  const since = fromIso(last) - fromIso(last_seen_at);
  return left_at === undefined && since <= ONE_VISIT ? sum + secondsBetween(last_seen_at, last) : sum;
}

const secondsBetween = (from: string, to: string): number => Math.round((fromIso(to) - fromIso(from)) / SECOND);

function returnsAfter(before: Attendance | undefined, now: string): Attendance['returns'] {
  if (before?.left_at === undefined) return before?.returns;
  const { since, count } = before.returns ?? { since: now, count: 0 };
  return fromIso(now) < fromIso(since) + MINUTE ? { since, count: count + 1 } : { since: now, count: 1 };
}
