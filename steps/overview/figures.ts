import { DAY, fromIso, HOUR, type Millis, MINUTE } from '../domain/instants.ts';
import { type Outcome, OUTCOMES } from '../domain/outcomes.ts';
import { dayOf, type EndedMeeting, type HostSpan } from './ended-meeting.ts';

export const startOf = (day: string): Millis => fromIso(`${day}T00:00:00Z`);

/** The day, its month up to the day of `now`, and the day after: hosts of its last hours end there. */
export function daysFor(day: string, now: Millis): { readonly month: readonly string[]; readonly next: string } {
  const month: string[] = [];
  for (let at = startOf(`${day.slice(0, 8)}01`); dayOf(at).startsWith(day.slice(0, 7)) && at <= now; at += DAY)
    month.push(dayOf(at));
  return { month, next: dayOf(startOf(day) + DAY) };
}

export const byOutcome = (meetings: readonly EndedMeeting[]): Readonly<Record<Outcome, number>> =>
  Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, meetings.filter((one) => one.outcome === outcome).length]),
  ) as Record<Outcome, number>;

/** Undefined when no room opened. */
export function timeToReady(
  meetings: readonly EndedMeeting[],
): { readonly median_seconds: number; readonly slowest_seconds: number } | undefined {
  const seconds = meetings.flatMap(({ secondsToReady }) => secondsToReady ?? []).toSorted((a, b) => a - b);
  const slowest = seconds.at(-1);
  if (slowest === undefined) return undefined;
  return { median_seconds: seconds[Math.floor((seconds.length - 1) / 2)]!, slowest_seconds: slowest };
}

export const hostHours = (meetings: readonly EndedMeeting[]): number =>
  meetings.flatMap(({ hosts }) => hosts).reduce((sum, { from, to }) => sum + (to - from), 0) / HOUR;

/** Between two points of the plot. */
const POINT_EVERY = 15 * MINUTE;

/** The most hosts at once in each quarter of an hour of a day, up to `now`. */
export function hostsOverDay(spans: readonly HostSpan[], day: string, now: Millis): readonly number[] {
  const start = startOf(day);
  const counts: number[] = [];
  for (let from = start; from < start + DAY && from <= now; from += POINT_EVERY)
    counts.push(mostAtOnce(spans, from, from + POINT_EVERY));
  return counts;
}

/** The number changes only where a span starts, so the most is at the start of the period or of a span in it. */
function mostAtOnce(spans: readonly HostSpan[], from: Millis, to: Millis): number {
  const near = spans.filter((span) => span.from < to && span.to > from);
  const instants = [from, ...near.map((span) => Math.max(from, span.from))];
  return Math.max(...instants.map((at) => near.filter((span) => span.from <= at && span.to > at).length));
}
