import { fromIso, type Millis, SECOND } from './instants.ts';
import { allHosts, type Meeting } from './meeting.ts';
import type { Timetable } from './timetable.ts';

/** How long a meeting waited for its hosts. */
export interface TimeToReady {
  /** The meeting. It is observed again when a host was given up and the next one gets healthy: the later one counts. */
  readonly id: string;
  /** From its first launch until its hosts were healthy, or until a host was given up. */
  readonly seconds: number;
}

/** So many times are kept for a kind of hosts and an image, the latest last. */
const MOST_TIMES = 200;
/** With fewer the lead is the fixed one. */
const FEWEST_TIMES = 20;

/** Bounds of a lead that is learned, in seconds. */
export const SHORTEST_LEAD = 120;
export const LONGEST_LEAD = 1_200;

export function withTime(times: readonly TimeToReady[], time: TimeToReady): readonly TimeToReady[] {
  return [...times.filter(({ id }) => id !== time.id), time].slice(-MOST_TIMES);
}

/**
 * How long before its meeting a host is launched, in seconds: the 99th percentile of the times, a tenth more, and a minute and
 * a half. A launch takes some seconds, polls have distances, and the alarm is a minute above the percentile.
 */
export function launchLead(
  times: readonly TimeToReady[],
  { launchLead: fixed }: Pick<Timetable, 'launchLead'>,
): number {
  if (times.length < FEWEST_TIMES) return fixed;
  const sorted = times.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? fixed;
  return Math.min(LONGEST_LEAD, Math.max(SHORTEST_LEAD, Math.ceil(p99 * 1.1 + 90)));
}

/**
 * How long a meeting has waited for its hosts. Hosts that were given up count, too: otherwise the lead would learn only from
 * those that got healthy. Time in which nobody could ask does not count.
 */
export function timeToReady(meeting: Meeting, now: Millis): TimeToReady {
  const hosts = allHosts(meeting);
  const first = Math.min(now, ...hosts.map(({ launched_at }) => fromIso(launched_at)));
  const blind = hosts.reduce((sum, { blind_seconds = 0 }) => sum + blind_seconds, 0);
  return { id: meeting.id, seconds: Math.max(0, Math.round((now - first) / SECOND) - blind) };
}
