import { fromIso, isoMillis, type Millis, SECOND } from './instants.ts';
import type { Because, Meeting, Verdict } from './meeting.ts';
import type { Failure, Outcome, VerdictBy } from './outcomes.ts';
import { awaitsSomebody, graceEnd, withPresence } from './attendance.ts';
import { absence, type Evidence, occupancy, withDoubt } from './occupancy.ts';
import { attendanceDeadline, DEFAULT_TIMETABLE, hardEnd, readyDeadline } from './timetable.ts';

/** An outcome, and since when it is due. */
export interface Due {
  readonly outcome: Outcome;
  readonly since: Millis;
}

/**
 * Returns the outcome that is due now, from row, clock and evidence; undefined while the meeting goes on.
 * After the attendance deadline, an empty room ends the meeting. If the meeting needs both people, the absence of one ends
 * it, too. At the hard end every meeting ends. While the room has not opened, the launch steps decide until the hard end.
 */
export function outcomeDue(meeting: Meeting, now: Millis, evidence: Evidence): Due | undefined {
  const end = hardEnd(meeting);
  if (meeting.opened_at === undefined) return now >= end ? { outcome: 'FAILED', since: end } : undefined;
  const ended = reasonToEnd(meeting, Math.min(now, end), evidence);
  if (now >= end) return { outcome: ended?.outcome ?? 'TIME_LIMIT', since: end };
  if (!ended) return undefined;
  const since = Math.max(ended.since, attendanceDeadline(meeting));
  return since <= now ? { ...ended, since } : undefined;
}

/** What ends the meeting of an open room before its hard end. */
function reasonToEnd(meeting: Meeting, now: Millis, evidence: Evidence): Due | undefined {
  const room = occupancy(meeting, now, evidence);
  if (room.is === 'never came') return { outcome: 'NO_SHOW', since: room.since };
  // The host of an empty room has nobody to count.
  const missing = absence(meeting, now, room.is === 'empty' ? { ...evidence, countsPeople: false } : evidence);
  if (missing?.is === 'certain') return { outcome: 'PARTIAL_NO_SHOW', since: missing.since };
  return room.is === 'empty' ? { outcome: 'COMPLETED', since: room.since } : undefined;
}

/** Whether a decision needs evidence: by the row alone, the meeting may be over. */
export const needsEvidence = (meeting: Meeting, now: Millis): boolean =>
  meeting.verdict === undefined && now >= dueAt(meeting);

/** Returns the row with what a decision learnt: people whom the host counted, or the doubt that remains. */
export function withEvidence(meeting: Meeting, now: Millis, evidence: Evidence): Meeting {
  if (meeting.opened_at === undefined || !needsEvidence(meeting, now) || now >= hardEnd(meeting)) return meeting;
  if (evidence.people) {
    const counted = evidence.people > 1 && awaitsSomebody(meeting);
    const row = counted ? { ...meeting, both_counted_at: isoMillis(now) } : meeting;
    return withPresence(row, 'host', 'present', isoMillis(now));
  }
  return occupancy(meeting, now, evidence).is === 'unknown' ? withDoubt(meeting, now, evidence) : meeting;
}

/**
 * The time by which a working workflow has opened the room or moved on: launched a host, given up on one, or launched
 * its replacement.
 */
function openingDeadline({ launch_at, cap_reached_at, hosts, host_roles, timetable }: Meeting): Millis {
  const launchWithin = (timetable.launchWithin ?? DEFAULT_TIMETABLE.launchWithin) * SECOND;
  // A launch that waits for a slot renews this instant with every retry.
  const launchFrom = Math.max(fromIso(launch_at), cap_reached_at === undefined ? 0 : fromIso(cap_reached_at));
  return Math.max(
    ...host_roles.map((role) => {
      const host = hosts[role];
      if (!host) return launchFrom + launchWithin;
      return host.given_up_at === undefined ? readyDeadline(host, timetable) : fromIso(host.given_up_at) + launchWithin;
    }),
  );
}

/** From a deadline until the safety nets act. A workflow whose execution has ended gets no margin. */
const marginOf = ({ execution_over, timetable }: Meeting): Millis =>
  execution_over ? 0 : timetable.netMargin * SECOND;

/** Returns the verdict that the workflow should have written and did not, after its deadline and the margin. */
export function overdue(
  meeting: Meeting,
  now: Millis,
  evidence: Evidence,
): { readonly outcome: Outcome; readonly failure?: Failure } | undefined {
  if (meeting.execution_over && meeting.opened_at === undefined)
    return failed('ABORTED', 'the execution ended before the room was open');
  const then = now - marginOf(meeting);
  if (then < dueAt(meeting)) return undefined;
  if (meeting.opened_at === undefined) {
    // The launch steps could not run while the table could not be reached: they have the margin after that, too.
    const { from, until } = evidence.listening ?? { from: Number.NEGATIVE_INFINITY, until: now };
    const couldRunFrom = until < now ? now : from;
    if (then < Math.min(couldRunFrom, hardEnd(meeting))) return undefined;
    const launched = Object.keys(meeting.hosts).length > 0;
    return launched ? failed('HEALTH', 'no room was open in time') : failed('LAUNCH', 'no host was launched in time');
  }
  const due = outcomeDue(meeting, now, evidence);
  return due && due.since <= then ? { outcome: due.outcome } : undefined;
}

/** Minimum time between two rechecks. EventBridge Scheduler has a precision of one minute. */
const RECHECK_INTERVAL: Millis = 120 * SECOND;

/** The earliest of the times at which a rule ends the meeting, from the row as it is now. */
function dueAt(meeting: Meeting): Millis {
  const silentFrom = awaitsSomebody(meeting) ? undefined : graceEnd(meeting);
  const silent =
    meeting.opened_at === undefined
      ? openingDeadline(meeting)
      : Math.max(attendanceDeadline(meeting), silentFrom ?? Number.NEGATIVE_INFINITY);
  const decided = meeting.verdict ? fromIso(meeting.verdict.at) : Number.POSITIVE_INFINITY;
  return Math.min(hardEnd(meeting), silent, decided);
}

/**
 * The time from which a safety net tears the meeting down. A verdict does not extend the margin of an earlier
 * deadline: to end an overdue meeting gives its host no more time.
 */
export const netTakesOverAt = (meeting: Meeting): Millis => dueAt(meeting) + marginOf(meeting);

/** The earliest time at which `overdue` can return a verdict, if nobody writes to the row. */
export const nextRecheckAt = (meeting: Meeting, now: Millis): Millis =>
  Math.max(now + RECHECK_INTERVAL, netTakesOverAt(meeting));

const failed = (reason: Failure['reason'], detail: string): { outcome: Outcome; failure: Failure } => ({
  outcome: 'FAILED',
  failure: { reason, detail },
});

/** The outcome, as soon as it is decided. */
export const decidedOutcome = ({ outcome, verdict }: Pick<Meeting, 'outcome' | 'verdict'>): Outcome | undefined =>
  outcome ?? verdict?.outcome;

/** Returns the row with a verdict. The first verdict stands. */
export function withVerdict(
  meeting: Meeting,
  outcome: Outcome,
  by: VerdictBy,
  now: Millis,
  failure?: Failure,
  because?: Because,
): Meeting {
  if (meeting.verdict || meeting.status === 'ENDED') return meeting;
  const verdict: Verdict = {
    outcome,
    by,
    at: isoMillis(now),
    ...(failure && { failure }),
    ...(because && { because }),
  };
  return { ...meeting, verdict };
}

/** Returns the row as ENDED, with the outcome of its verdict. Call it only when no host is billed. */
export function asEnded(meeting: Meeting, now: Millis): Meeting {
  if (meeting.status === 'ENDED' || !meeting.verdict) return meeting;
  const { token: _token, progress: _progress, ...rest } = meeting;
  const { outcome, failure } = meeting.verdict;
  return { ...rest, status: 'ENDED', outcome, ...(failure && { failure }), ended_at: isoMillis(now), intents: {} };
}
