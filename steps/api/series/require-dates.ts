import { dateAfter, type Occurrence, occurrencesBetween, type Recurrence } from '../../domain/series/occurrences.ts';
import { DEFAULT_DURATION_MINUTES } from '../../domain/timetable.ts';
import type { Ports } from '../../ports.ts';
import { invalid } from '../http/problem.ts';
import { timeFaults } from '../plans/time-faults.ts';

/** The first date must be this soon after `meet_time`. */
const WITHIN_DAYS = 366;

/**
 * The dates of a series in the year after its start.
 * @throws Problem 422 when there is none, or the first meeting cannot have its time
 */
export function requireDates(
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  recurrence: Recurrence,
  duration = DEFAULT_DURATION_MINUTES,
): Occurrence[] {
  const dates = datesOf(recurrence, log);
  const [first] = dates;
  if (!first) throw invalid({ field: 'rrule', message: 'has no date within a year of meet_time', code: 'NO_DATES' });
  const late = timeFaults(first.at, duration, clock.now());
  if (late.length > 0) throw invalid(...late);
  return dates;
}

function datesOf(recurrence: Recurrence, log: Ports['log']): Occurrence[] {
  const from = recurrence.start.slice(0, 10);
  try {
    return occurrencesBetween(recurrence, from, dateAfter(from, WITHIN_DAYS));
  } catch (error) {
    // The library ends a search that takes too long.
    log.warn('a rule could not be expanded', { rule: recurrence.rule.text, error });
    return [];
  }
}
