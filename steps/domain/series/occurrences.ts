import { RRuleTemporal } from 'rrule-temporal';
import { DAY, fromIso, isoSeconds, type Millis } from '../instants.ts';
import { type Happens, inZone } from '../meet-time.ts';
import type { Rule } from './rule.ts';

/** When a series takes place. */
export interface Recurrence {
  readonly rule: Rule;
  /** Local time in the zone, on or before the first date: `2026-12-01T16:00:00`. */
  readonly start: string;
  readonly time_zone: string;
}

/** One date of a series. */
export interface Occurrence {
  /** In the zone of the series: `2026-12-01`. It identifies the occurrence, also after the occurrence was moved. */
  readonly date: string;
  readonly at: Millis;
  /** How often the local time happens on this date, where clocks are changed. */
  readonly happens: Happens;
}

/** Bounds of one expansion by the library: 50 years of days. A rule beyond them is an error, not endless work. */
const MAX_ITERATIONS = 20_000;
const MAX_CANDIDATES = 200_000;

/**
 * The dates of a series from one date to another, both included. The local time stays the same when clocks are changed. A
 * time that does not happen on a date moves later by the gap; of a time that happens twice, it is the first.
 */
export function occurrencesBetween({ rule, start, time_zone }: Recurrence, from: string, to: string): Occurrence[] {
  const [firstDate = '', time = ''] = start.split('T');
  const last = rule.until !== undefined && rule.until < to ? rule.until.slice(0, 10) : to;
  // An instant in UTC can be on the next date in the zone.
  const dates = datesBetween(rule, firstDate, from, last < to ? dateAfter(last, 1) : to);
  return dates
    .map((date): Occurrence => {
      const { first, second, happens } = inZone(`${date}T${time}`, time_zone);
      return { date, at: happens === 'never' ? second : first, happens };
    })
    .filter(({ date, at }) => isWithin(rule, date, at));
}

function isWithin({ until }: Rule, date: string, at: Millis): boolean {
  if (until === undefined) return true;
  return until.includes('T') ? at <= fromIso(until) : date <= until;
}

/** The expansion uses dates only, so that clocks that are changed never move or drop one. */
function datesBetween({ text }: Rule, first: string, from: string, to: string): string[] {
  if (from > to || to < first) return [];
  const rule = new RRuleTemporal({
    rruleString: `DTSTART:${first.replaceAll('-', '')}T000000Z\nRRULE:${text}`,
    maxIterations: MAX_ITERATIONS,
    maxCandidateEvaluations: MAX_CANDIDATES,
  });
  return rule.between(midnight(from), midnight(to), true).map((date) => date.toString().slice(0, 10));
}

const midnight = (date: string): Date => new Date(`${date}T00:00:00Z`);

export const dateAfter = (date: string, days: number): string =>
  isoSeconds(midnight(date).getTime() + days * DAY).slice(0, 10);
