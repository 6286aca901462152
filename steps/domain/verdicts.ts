import { fromIso, isoMillis, type Millis, SECOND } from './instants.ts';
import type { Meeting, Verdict, VerdictBy } from './meeting.ts';
import type { Failure, Outcome } from './outcomes.ts';
import { attendanceDeadline, hardEnd } from './timetable.ts';

/** When anybody was last heard of. */
export function lastHeard(meeting: Meeting): Millis | undefined {
  const instants = Object.values(meeting.attendance).map((seen) => fromIso(seen.last_seen_at));
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/** Until when silence does not count: the last sign of life plus the grace; undefined when nobody ever came. */
export function graceEnd(meeting: Meeting): Millis | undefined {
  const heard = lastHeard(meeting);
  return heard === undefined ? undefined : heard + meeting.timetable.emptyGrace * SECOND;
}

/** Somebody was in the room at or after the meeting time. */
export function attended(meeting: Meeting): boolean {
  const heard = lastHeard(meeting);
  return heard !== undefined && heard >= fromIso(meeting.meet_time);
}

/**
 * How a meeting must end by now, from its row and the clock alone; undefined while it goes on.
 * Before the attendance deadline silence means "wait on"; after it an empty room is over; the
 * hard end is over for everybody. A room that never opened is the launch's own affair until
 * the hard end.
 */
export function outcomeDue(meeting: Meeting, now: Millis): Outcome | undefined {
  const peopleIn = (graceEnd(meeting) ?? Number.NEGATIVE_INFINITY) > now;
  if (now >= hardEnd(meeting)) {
    if (peopleIn) return 'TIME_LIMIT';
  } else {
    if (meeting.opened_at === undefined || peopleIn || now < attendanceDeadline(meeting)) return undefined;
  }
  if (attended(meeting)) return 'COMPLETED';
  return meeting.opened_at === undefined ? 'FAILED' : 'NO_SHOW';
}

/**
 * When a room must have opened, had the workflow been at work: two hosts in a row get their time
 * each, and the first launch as much again against throttling and missing capacity.
 */
function latestOpening(meeting: Meeting): Millis {
  const perHost = meeting.timetable.hostReadyWithin * SECOND;
  const instants = Object.values(meeting.hosts).map(
    (host) => fromIso(host.launched_at) + (host.attempt > 1 ? perHost : 2 * perHost),
  );
  return Math.max(fromIso(meeting.launch_at) + 2 * perHost, ...instants);
}

/**
 * What a net finds that the workflow should have decided and did not: by the margin later than
 * the workflow would have, or at once when its execution is known to be over.
 */
export function overdue(
  meeting: Meeting,
  now: Millis,
  executionOver: boolean,
): { readonly outcome: Outcome; readonly failure?: Failure } | undefined {
  if (executionOver && meeting.opened_at === undefined)
    return failed('ABORTED', 'the execution was over before the room was open');
  const then = executionOver ? now : now - meeting.timetable.netMargin * SECOND;
  if (then < dueFrom(meeting)) return undefined;
  // Before the hard end a room that never opened has no outcome of its own.
  const outcome = outcomeDue(meeting, then) ?? 'FAILED';
  if (outcome !== 'FAILED') return { outcome };
  const launched = Object.keys(meeting.hosts).length > 0;
  return launched ? failed('HEALTH', 'no room was open in time') : failed('LAUNCH', 'no host was launched in time');
}

/** A look that follows another one keeps this distance: services wake no more exactly than to a minute. */
const RECHECK_DISTANCE: Millis = 120 * SECOND;

/** From when on nothing keeps the meeting, as its row stands: the earliest of its reasons to be over. */
function dueFrom(meeting: Meeting): Millis {
  const silent =
    meeting.opened_at === undefined
      ? latestOpening(meeting)
      : Math.max(attendanceDeadline(meeting), graceEnd(meeting) ?? Number.NEGATIVE_INFINITY);
  const decided = meeting.verdict ? fromIso(meeting.verdict.at) : Number.POSITIVE_INFINITY;
  return Math.min(hardEnd(meeting), silent, decided);
}

/**
 * From when on a net takes over. A verdict leaves the workflow its margin, but not another one: who ends a meeting that
 * was over already, and forgotten, gives its host no more time.
 */
export const netTakesOverAt = (meeting: Meeting): Millis => dueFrom(meeting) + meeting.timetable.netMargin * SECOND;

/** When a net may find what it does not find now: `overdue` answers nothing until then, unless somebody writes. */
export const nextRecheckAt = (meeting: Meeting, now: Millis): Millis =>
  Math.max(now + RECHECK_DISTANCE, netTakesOverAt(meeting));

const failed = (reason: Failure['reason'], detail: string): { outcome: Outcome; failure: Failure } => ({
  outcome: 'FAILED',
  failure: { reason, detail },
});

/** The row with a verdict in it. The first verdict stands. */
export function withVerdict(
  meeting: Meeting,
  outcome: Outcome,
  by: VerdictBy,
  now: Millis,
  failure?: Failure,
): Meeting {
  if (meeting.verdict || meeting.status === 'ENDED') return meeting;
  const verdict: Verdict = { outcome, by, at: isoMillis(now), ...(failure && { failure }) };
  return { ...meeting, verdict };
}

/** The row once nothing of the meeting is left: ENDED as its verdict says. */
export function asEnded(meeting: Meeting, now: Millis): Meeting {
  if (meeting.status === 'ENDED' || !meeting.verdict) return meeting;
  const { token: _answered, progress: _past, ...rest } = meeting;
  const { outcome, failure } = meeting.verdict;
  return { ...rest, status: 'ENDED', outcome, ...(failure && { failure }), ended_at: isoMillis(now), intents: {} };
}
