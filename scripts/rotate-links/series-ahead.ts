import type { Millis } from '../../steps/domain/instants.ts';
import { localTime } from '../../steps/domain/meet-time.ts';
import { dateAfter, occurrencesBetween } from '../../steps/domain/series/occurrences.ts';
import type { SeriesStore } from '../../steps/series/ports.ts';
import { isCancelled, type Series } from '../../steps/series/series.ts';

const DAYS_OF_A_YEAR = 366;

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

async function allSeries(series: Pick<SeriesStore, 'list'>): Promise<readonly Series[]> {
  const all: Series[] = [];
  let after: string | undefined;
  do {
    const page = await series.list({ limit: 200, after });
    all.push(...page.series);
    after = page.after;
  } while (after !== undefined);
  return all;
}

/** From yesterday on: a meeting may continue after midnight. */
function hasDateAhead(row: Series, now: Millis): boolean {
  const today = localTime(now, row.time_zone).slice(0, 10);
  const dates = occurrencesBetween(row, dateAfter(today, -1), dateAfter(today, DAYS_OF_A_YEAR));
  return dates.some(({ date }) => !isCancelled(row, date));
}
