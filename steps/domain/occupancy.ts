import { awaitsSomebody, CONFIRMED_AFTER, lastHeard, silentFrom } from './attendance.ts';
import { fromIso, isoMillis, type Millis, MINUTE } from './instants.ts';
import type { Doubt, Meeting } from './meeting.ts';
import { attendanceDeadline, graceOf, windowStart } from './timetable.ts';

/** The public presence route answered, and the table could be written, in all of this time without a gap. */
export interface Listening {
  readonly from: Millis;
  readonly until: Millis;
}

/** What a decision knows besides row and clock. */
export interface Evidence {
  readonly listening: Listening | undefined;
  /** People that the hosts counted when they were asked for this decision; null when that is unknown. */
  readonly people: number | null;
  /** Whether hosts of this kind can count people. */
  readonly countsPeople: boolean;
}

/** Nothing is known. Then only the hard end ends a meeting. */
export const NO_EVIDENCE: Evidence = { listening: undefined, people: null, countsPeople: true };

export type Occupancy =
  /** Until then at least, if nobody is heard any more. */
  | { readonly is: 'occupied'; readonly until: Millis }
  /** `since`: when this was certain enough to end the meeting. */
  | { readonly is: 'empty' | 'never came'; readonly since: Millis }
  | { readonly is: 'unknown'; readonly askAgainAt: Millis };

/** How long a meeting whose hosts cannot count people is held without evidence. */
export const DOUBT_LIMIT: Millis = 15 * MINUTE;
const ASK_EVERY: Millis = MINUTE;

/**
 * Whether people are in an open room, from the strongest evidence to the weakest: the host's count, what the pages sent,
 * and silence. Silence counts only for the time in which we were listening, so that an API that cannot be reached does not
 * look like an empty room. Two zeros of the host, a minute apart, and then the grace, mean empty without listening.
 */
export function occupancy(meeting: Meeting, now: Millis, evidence: Evidence): Occupancy {
  const { listening, people, countsPeople } = evidence;
  const grace = graceOf(meeting.timetable);
  const heard = lastHeard(meeting) ?? Number.NEGATIVE_INFINITY;
  const silent = silentFrom(meeting) ?? Number.NEGATIVE_INFINITY;
  const occupiedUntil = Math.max(silent, people ? now : silent) + grace;
  if (occupiedUntil > now) return { is: 'occupied', until: occupiedUntil };

  // Somebody who came early and whose page may be frozen since then counts as having attended.
  const came = silent >= fromIso(meeting.meet_time);
  const is = came ? 'empty' : 'never came';
  const isListening = listening !== undefined && listening.until >= now;
  const start = came ? silent : windowStart(meeting);
  const span = came ? grace : attendanceDeadline(meeting) - start;
  const provenAt = Math.max(start, listening?.from ?? Number.POSITIVE_INFINITY) + span;
  if (isListening && provenAt <= now) return { is, since: provenAt };
  const countedAt =
    came && people === 0 ? (firstZero(meeting, heard) ?? now) + Math.max(grace, CONFIRMED_AFTER) : undefined;
  if (countedAt !== undefined && countedAt <= now) return { is, since: countedAt };

  const doubtSince = currentDoubt(meeting)?.since;
  const limit = countsPeople
    ? Number.POSITIVE_INFINITY
    : (doubtSince === undefined ? now : fromIso(doubtSince)) + DOUBT_LIMIT;
  if (limit <= now) return { is, since: limit };
  return { is: 'unknown', askAgainAt: Math.min(limit, countedAt ?? (isListening ? provenAt : now + ASK_EVERY)) };
}

export type Absence =
  /** `since`: when it was certain that one of the two never came. */
  { readonly is: 'certain'; readonly since: Millis } | { readonly is: 'unknown'; readonly askAgainAt: Millis };

/**
 * Whether one of the two never came to an open room that needs both; undefined when nobody is missing. It is certain when
 * we listened through the whole attendance window, as for a no-show, and the hosts count fewer than two people, if they can
 * count.
 */
export function absence(meeting: Meeting, now: Millis, evidence: Evidence): Absence | undefined {
  const { listening, people, countsPeople } = evidence;
  if (!awaitsSomebody(meeting) || (people ?? 0) > 1) return undefined;
  const deadline = attendanceDeadline(meeting);
  if (now < deadline) return { is: 'unknown', askAgainAt: deadline };
  const isListening = listening !== undefined && listening.until >= now;
  const from = windowStart(meeting);
  const provenAt = Math.max(from, listening?.from ?? Number.POSITIVE_INFINITY) + deadline - from;
  if (isListening && provenAt > now) return { is: 'unknown', askAgainAt: provenAt };
  const counted = !countsPeople || people !== null;
  return isListening && counted ? { is: 'certain', since: provenAt } : { is: 'unknown', askAgainAt: now + ASK_EVERY };
}

/** The first of the host's zeros after which nobody was heard: reported by the host, or answered to a decision. */
function firstZero(meeting: Meeting, heard: Millis): Millis | undefined {
  const { left_at, left_confirmed_at } = meeting.attendance.host ?? {};
  if (left_at !== undefined && fromIso(left_confirmed_at ?? left_at) >= heard) return fromIso(left_at);
  const empty_at = currentDoubt(meeting)?.empty_at;
  return empty_at === undefined ? undefined : fromIso(empty_at);
}

/** The doubt of the row, unless somebody was heard after it. */
function currentDoubt(meeting: Meeting): Doubt | undefined {
  const { doubt } = meeting;
  return doubt && fromIso(doubt.since) > (lastHeard(meeting) ?? Number.NEGATIVE_INFINITY) ? doubt : undefined;
}

/** Returns the row with the start of the doubt, and with the first zero that the host answered in it. */
export function withDoubt(meeting: Meeting, now: Millis, { people }: Evidence): Meeting {
  const doubt = currentDoubt(meeting);
  const at = isoMillis(now);
  if (doubt && (doubt.empty_at !== undefined || people !== 0)) return meeting;
  return { ...meeting, doubt: { since: doubt?.since ?? at, ...(people === 0 && { empty_at: at }) } };
}
