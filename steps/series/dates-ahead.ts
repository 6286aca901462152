import type { Millis } from '../domain/instants.ts';
import { localTime } from '../domain/meet-time.ts';
import { dateAfter, occurrencesBetween } from '../domain/series/occurrences.ts';
import type { SeriesStore } from './ports.ts';
import { isCancelled, type Series } from './series.ts';

const DAYS_OF_A_YEAR = 366;
/** No expansion goes further. */
const DAYS_OF_FIFTY_YEARS = 50 * DAYS_OF_A_YEAR;

/** The series whose links lead to a date within a year, of their own or of a series that continues them. */
export async function seriesAhead(series: Pick<SeriesStore, 'list'>, now: Millis): Promise<readonly Series[]> {
  const all = await allSeries(series);
  const ahead = new Set(all.flatMap((row) => (hasDateAhead(row, now) ? row.id : [])));
  for (let before = -1; before < ahead.size;) {
    before = ahead.size;
    for (const { id, followed_by } of all) if (followed_by !== undefined && ahead.has(followed_by)) ahead.add(id);
  }
  return all.filter(({ id }) => ahead.has(id));
}

export async function allSeries(series: Pick<SeriesStore, 'list'>): Promise<readonly Series[]> {
  const all: Series[] = [];
  let after: string | undefined;
  do {
    const page = await series.list({ limit: 200, after });
    all.push(...page.series);
    after = page.after;
  } while (after !== undefined);
  return all;
}

/** The last date of a series in its zone, or a later one; undefined for a series without an end. */
export function lastDate(row: Series): string | undefined {
  const { rule, start, ends_before } = row;
  if (ends_before !== undefined) return dateAfter(ends_before, -1);
  if (rule.until !== undefined) return rule.until.slice(0, 10);
  if (!rule.text.includes('COUNT=')) return undefined;
  const first = start.slice(0, 10);
  return occurrencesBetween(row, first, dateAfter(first, DAYS_OF_FIFTY_YEARS)).at(-1)?.date ?? first;
}

/** From yesterday on: a meeting may continue after midnight. */
function hasDateAhead(row: Series, now: Millis): boolean {
  const today = localTime(now, row.time_zone).slice(0, 10);
  const dates = occurrencesBetween(row, dateAfter(today, -1), dateAfter(today, DAYS_OF_A_YEAR));
  return dates.some(({ date }) => !isCancelled(row, date));
}
