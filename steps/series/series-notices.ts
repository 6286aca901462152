import { type Millis, MINUTE } from '../domain/instants.ts';
import type { Role } from '../domain/links.ts';
import { isUnsure, waitsOf } from '../domain/mail-attempts.ts';
import { localTime } from '../domain/meet-time.ts';
import { dateAfter, type Occurrence, occurrencesBetween } from '../domain/series/occurrences.ts';
import { DEFAULT_DURATION_MINUTES } from '../domain/timetable.ts';
import { isPending, type SeriesMailed, seriesMailedTo, type SeriesNotice, seriesSequence } from './series-mail.ts';
import type { Series } from './series.ts';

/** The first date of a series is within a year of its start, and the next one within a year of any. */
const DAYS_OF_A_YEAR = 366;

/** What a person must be told now. `nothing`: the change concerns no date that is still to come. */
export function seriesNoticeFor(row: Series, role: Role, now: Millis): SeriesNotice | 'nothing' | undefined {
  const mailed = seriesMailedTo(row, role);
  if (!mailed || !isPending(row, mailed)) return undefined;
  if (waitsOf(mailed, seriesSequence(row)).some((until) => now < until)) return undefined;
  if (!mailed.told && nextDates(row, now).length > 0) return 'invitation';
  if (!mailed.told && !isUnsure(mailed)) return 'nothing';
  return droppedDates(row, mailed, now).length > 0 ? 'cancelled' : 'nothing';
}

/** The dates of a year that are still to come. */
export function nextDates(row: Series, now: Millis): readonly Occurrence[] {
  const start = row.start.slice(0, 10);
  const today = localTime(now, row.time_zone).slice(0, 10);
  return datesIn(row, today > start ? today : start, row.ends_before, now);
}

/** The dates to come that the person was told and that do not take place any more. */
export const droppedDates = (row: Series, { told }: SeriesMailed, now: Millis): readonly Occurrence[] =>
  row.ends_before === undefined ? [] : datesIn(row, row.ends_before, told?.ends_before, now);

function datesIn(row: Series, from: string, before: string | undefined, now: Millis): readonly Occurrence[] {
  const to = dateAfter(from, DAYS_OF_A_YEAR);
  const last = before === undefined || before > to ? to : dateAfter(before, -1);
  const minutes = row.plan.duration_minutes ?? DEFAULT_DURATION_MINUTES;
  return occurrencesBetween(row, from, last).filter(
    ({ date, at }) => at + minutes * MINUTE > now && !row.skipped?.includes(date),
  );
}
