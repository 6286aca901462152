import { occurrencesBetween } from '../../steps/domain/series/occurrences.ts';
import { isZone } from '../../steps/domain/meet-time.ts';
import { parseRule } from '../../steps/domain/series/rule.ts';

/** Dates of a series, as `expected.py` prints them. */
export interface Case {
  readonly zone: string;
  readonly start: string;
  readonly rrule: string;
  readonly from: string;
  readonly to: string;
  /** Date, epoch seconds, how often the local time happens. */
  readonly dates: readonly (readonly [string, number, string])[];
}

/** Zones that no browser has: `Factory`, `localtime`, ... */
export const isKnown = ({ zone }: Case): boolean => isZone(zone);

/** The dates that the code computes, in the form of the case. @throws Error for a rule that it refuses */
export function computed({ zone, start, rrule, from, to }: Case): Case['dates'] {
  const reading = parseRule(rrule);
  if (!('rule' in reading)) throw new Error(`${rrule} ${reading.message}`);
  const series = { rule: reading.rule, start, time_zone: zone };
  return occurrencesBetween(series, from, to).map(({ date, at, happens }) => [date, at / 1000, happens]);
}
