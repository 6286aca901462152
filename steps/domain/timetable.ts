import { fractionOf } from './ids.ts';
import { fromIso, type Millis, MINUTE, SECOND } from './instants.ts';
import { plannedEnd } from './schedulable.ts';

/** Time settings of a meeting, in whole seconds. The row stores a copy when the meeting is scheduled. */
export interface Timetable {
  /** From the launch until the meeting time. With a lead that is learned: until there are enough observations. */
  readonly launchLead: number;
  /** The execution wakes this long before the meeting time, and then learns its lead; 0 for the fixed lead. */
  readonly longestLead: number;
  /** Maximum additional lead, by a hash of the id. EC2 launches about two hosts per second (RunInstances token bucket). */
  readonly launchSpread: number;
  /**
   * From a launch until the host must be healthy. After that it is replaced, once. The default fits a prepared image and
   * the stand-in. Time in which the host could not be checked does not count.
   */
  readonly hostReadyWithin: number;
  /**
   * From the launch time, from the last wait for a slot, or from giving up on a host, until the launch must have
   * succeeded. Longer than all its retries.
   */
  readonly launchWithin: number;
  readonly healthPollFirst: number;
  /** Shortest time between two polls; polls become less frequent with the age of the host. */
  readonly healthPollEvery: number;
  /** From the later of meeting time and room opening. If nobody joins in this time, the outcome is NO_SHOW. */
  readonly attendanceWindow: number;
  /** Interval at which the join page sends `present`. */
  readonly presenceEvery: number;
  /** After this time without presence, and `PRESENCE_UNWRITTEN`, the room counts as empty. Applies only after the attendance deadline. */
  readonly emptyGrace: number;
  /**
   * The silence of a page that did not report `left` counts only from this long after its latest presence, or from the planned
   * end: until then the browser may have frozen the page. For hosts that report no presence.
   */
  readonly frozenGrace: number;
  /** Hard end = meeting time + duration + overtime + extensions. */
  readonly overtime: number;
  /** From the planned end until the hosts power off. No extension and no late start moves the hard end past that. */
  readonly longestOvertime: number;
  /** From a deadline until the safety nets act in place of the workflow. */
  readonly netMargin: number;
}

export const DEFAULT_TIMETABLE: Timetable = {
  launchLead: 600,
  longestLead: 0,
  launchSpread: 0,
  hostReadyWithin: 300,
  launchWithin: 2_400,
  healthPollFirst: 30,
  healthPollEvery: 10,
  attendanceWindow: 900,
  presenceEvery: 30,
  emptyGrace: 300,
  frozenGrace: 0,
  overtime: 3600,
  longestOvertime: 10_800,
  netMargin: 180,
};

/** Presence that repeats what was written at most this long ago is not written, so the row can be this old. */
export const PRESENCE_UNWRITTEN: Millis = 15 * SECOND;

/** From the latest presence in the row until the room counts as empty. */
export const graceOf = ({ emptyGrace }: Pick<Timetable, 'emptyGrace'>): Millis =>
  emptyGrace * SECOND + PRESENCE_UNWRITTEN;

/** Used when the request has no duration. */
export const DEFAULT_DURATION_MINUTES = 60;
export const LONGEST_DURATION_MINUTES = 480;
/** A meeting can start at most this much later than planned, without a move. */
export const LATEST_START_MINUTES = 30;

/** The fields of a row that determine its deadlines. */
export interface MeetingTimes {
  readonly id: string;
  readonly meet_time: string;
  readonly duration_minutes: number;
  readonly launch_at: string;
  readonly opened_at?: string;
  readonly extensions?: readonly Extension[];
  readonly latest_end?: string;
  readonly timetable: Timetable;
}

/** Minutes that the teacher or the organiser added before the hard end. */
export interface Extension {
  readonly minutes: number;
  readonly at: string;
  /** A hash of the call's Idempotency-Key. */
  readonly key?: string;
}

/** The longest lead that a meeting can have. Rows of earlier versions have no `longestLead`. */
export const mostLead = ({ launchLead, longestLead = 0 }: Pick<Timetable, 'launchLead'> & Partial<Timetable>): number =>
  Math.max(launchLead, longestLead);

/** Lead and spread before the meeting time, or `now` when that is past. */
export function launchInstant(
  { id, timetable }: Pick<MeetingTimes, 'id' | 'timetable'>,
  meetTime: Millis,
  lead: number,
  now: Millis,
): Millis {
  const spread = Math.floor(fractionOf(id) * timetable.launchSpread);
  return Math.max(now, meetTime - (lead + spread) * SECOND);
}

export const hardEndOf = (meetTime: Millis, durationMinutes: number, timetable: Timetable): Millis =>
  plannedEnd(meetTime, durationMinutes) + timetable.overtime * SECOND;

export const hardEnd = (meeting: MeetingTimes): Millis =>
  hardEndOf(fromIso(meeting.meet_time), meeting.duration_minutes, meeting.timetable) + extendedBy(meeting);

/** The planned end plus extensions. */
export const extendedEnd = (meeting: MeetingTimes): Millis => plannedEndOf(meeting) + extendedBy(meeting);

const extendedBy = ({ extensions = [] }: MeetingTimes): Millis =>
  extensions.reduce((sum, { minutes }) => sum + minutes, 0) * MINUTE;

/** For the row at its launch: when its hosts will power off. */
export const latestEndAtLaunch = (meeting: MeetingTimes): Millis => {
  const { overtime, longestOvertime } = meeting.timetable;
  // Rows of earlier versions have no longestOvertime.
  return plannedEndOf(meeting) + Math.max(overtime, longestOvertime ?? DEFAULT_TIMETABLE.longestOvertime) * SECOND;
};

/**
 * When the hosts power off by their own timers, fixed at the launch: every launch of a meeting has the same parameters. The
 * hosts of a row without it were launched by an earlier version, for the hard end.
 */
export const latestEnd = (meeting: MeetingTimes): Millis =>
  meeting.latest_end === undefined ? hardEnd(meeting) : fromIso(meeting.latest_end);

export const plannedEndOf = (meeting: Pick<MeetingTimes, 'meet_time' | 'duration_minutes'>): Millis =>
  plannedEnd(fromIso(meeting.meet_time), meeting.duration_minutes);

/**
 * The end of the attendance window; never after the hard end. The window starts when the room opens if that
 * is after the meeting time, so that a slow host does not shorten it.
 * @param openedAt when the room opened, if the row does not contain it yet
 */
export const attendanceDeadline = (meeting: MeetingTimes, openedAt?: Millis): Millis =>
  Math.min(hardEnd(meeting), windowStart(meeting, openedAt) + meeting.timetable.attendanceWindow * SECOND);

/** The start of the attendance window. */
export function windowStart(meeting: MeetingTimes, openedAt?: Millis): Millis {
  const opened = meeting.opened_at === undefined ? openedAt : fromIso(meeting.opened_at);
  return Math.max(fromIso(meeting.meet_time), opened ?? Number.NEGATIVE_INFINITY);
}

/** Longest time between two health polls, in seconds. */
export const LONGEST_POLL = 90;

/**
 * Seconds until the next health poll: a quarter of the host's age, so that hosts that never become healthy cost few
 * transitions.
 */
export const pollDelay = (age: Millis, { healthPollEvery }: Timetable): number =>
  Math.max(healthPollEvery, Math.min(LONGEST_POLL, Math.ceil(age / SECOND / 4)));

/** The time by which a host must be healthy. Time in which it could not be checked does not count. */
export const readyDeadline = (
  host: { readonly launched_at: string; readonly blind_seconds?: number },
  { hostReadyWithin }: Timetable,
): Millis => fromIso(host.launched_at) + (hostReadyWithin + (host.blind_seconds ?? 0)) * SECOND;

/** How far ahead of the meeting time the sweep looks at rows, in seconds. A launch must not be earlier. */
export const SWEEP_HORIZON = 86_400;

/** Events in the history of a meeting whose two hosts never become healthy, at most: ten for each poll. */
export const pollEvents = ({ hostReadyWithin, healthPollEvery }: Timetable): number =>
  // About fourteen polls until the delay has grown to its maximum.
  2 * 10 * (14 + hostReadyWithin / Math.max(LONGEST_POLL, healthPollEvery));
