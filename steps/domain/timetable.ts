import { fractionOf } from './ids.ts';
import { fromIso, type Millis, SECOND } from './instants.ts';

/** All figures of a meeting's course, in whole seconds. Frozen into the row when a meeting is scheduled. */
export interface Timetable {
  /** Launch this long before the meeting time. */
  readonly launchLead: number;
  /** Up to this much earlier still, by a hash of the id: EC2 starts only about two hosts a second. */
  readonly launchSpread: number;
  /** From each launch until its host must be healthy; then it is replaced, once. */
  readonly hostReadyWithin: number;
  readonly healthPollFirst: number;
  readonly healthPollEvery: number;
  /** From max(meeting time, room opened): nobody seen by then is a no-show. */
  readonly attendanceWindow: number;
  /** How often a join page says that somebody is present. */
  readonly presenceEvery: number;
  /** Nobody heard of for this long: the room is empty. Counts only after the attendance deadline. */
  readonly emptyGrace: number;
  /** Hard end = meeting time + duration + overtime. */
  readonly overtime: number;
  /** How long after a deadline the safety nets take the workflow for dead. */
  readonly netMargin: number;
}

export const DEFAULT_TIMETABLE: Timetable = {
  launchLead: 600,
  launchSpread: 0,
  hostReadyWithin: 780,
  healthPollFirst: 30,
  healthPollEvery: 10,
  attendanceWindow: 900,
  presenceEvery: 30,
  emptyGrace: 300,
  overtime: 3600,
  netMargin: 180,
};

/** Minutes of a meeting whose length nobody gave. */
export const DEFAULT_DURATION_MINUTES = 60;

/** What the deadlines are computed from: a part of the row. */
export interface MeetingTimes {
  readonly id: string;
  readonly meet_time: string;
  readonly duration_minutes: number;
  readonly launch_at: string;
  readonly opened_at?: string;
  readonly timetable: Timetable;
}

/** When to launch: the lead (and spread) before the meeting time, or at once when that is past. */
export function launchInstant(id: string, meetTime: Millis, timetable: Timetable, now: Millis): Millis {
  const spread = Math.floor(fractionOf(id) * timetable.launchSpread);
  return Math.max(now, meetTime - (timetable.launchLead + spread) * SECOND);
}

export const hardEndOf = (meetTime: Millis, durationMinutes: number, timetable: Timetable): Millis =>
  meetTime + (durationMinutes * 60 + timetable.overtime) * SECOND;

export const hardEnd = (meeting: MeetingTimes): Millis =>
  hardEndOf(fromIso(meeting.meet_time), meeting.duration_minutes, meeting.timetable);

/**
 * Nobody seen by then is a no-show. Counts from the opening of the room, so that people who
 * had to wait for a slow host get their fifteen minutes; never beyond the hard end.
 * @param openedAt when the room opened, if it is not in the row yet
 */
export function attendanceDeadline(meeting: MeetingTimes, openedAt?: Millis): Millis {
  const opened = meeting.opened_at === undefined ? openedAt : fromIso(meeting.opened_at);
  const from = Math.max(fromIso(meeting.meet_time), opened ?? Number.NEGATIVE_INFINITY);
  return Math.min(hardEnd(meeting), from + meeting.timetable.attendanceWindow * SECOND);
}
