import { dateAfter, type Occurrence, occurrencesBetween, type Recurrence } from '../../domain/series/occurrences.ts';
import { DEFAULT_DURATION_MINUTES } from '../../domain/timetable.ts';
import type { Ports } from '../../ports.ts';
import { invalid } from '../http/problem.ts';
import { timeFaults } from '../plans/time-faults.ts';

/** The first date must be this soon after `meet_time`. */
const FIRST_WITHIN_DAYS = 366;

/** @throws Problem 422 when a series has no first date, or a meeting cannot have its time */
export function requireFirst(
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  recurrence: Recurrence,
  duration = DEFAULT_DURATION_MINUTES,
): void {
  const first = firstOf(recurrence, log);
  if (!first) throw invalid({ field: 'rrule', message: 'has no date within a year of meet_time' });
  const late = timeFaults(first.at, duration, clock.now());
  if (late.length > 0) throw invalid(...late);
}

function firstOf(recurrence: Recurrence, log: Ports['log']): Occurrence | undefined {
  const from = recurrence.start.slice(0, 10);
  try {
    return occurrencesBetween(recurrence, from, dateAfter(from, FIRST_WITHIN_DAYS))[0];
  } catch (error) {
    // The library ends a search that takes too long.
    log.warn('a rule could not be expanded', { rule: recurrence.rule.text, error });
    return undefined;
  }
}
