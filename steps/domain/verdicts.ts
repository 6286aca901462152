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

/** The row with a verdict in it. The first verdict stands. */
export function withVerdict(meeting: Meeting, outcome: Outcome, by: VerdictBy, now: Millis, failure?: Failure): Meeting {
  if (meeting.verdict || meeting.status === 'ENDED') return meeting;
  const verdict: Verdict = { outcome, by, at: isoMillis(now), ...(failure && { failure }) };
  return { ...meeting, verdict };
}
