import { Contention } from '../domain/errors.ts';
import type { SeriesStore } from './ports.ts';
import type { Series } from './series.ts';
import { withSeriesNews } from './series-mail.ts';

const ATTEMPTS = 12;

/**
 * Reads a series, decides, and writes on the condition that nobody wrote in between; otherwise repeats. What its people are told
 * follows from the two rows.
 * @param decide pure and idempotent. Returns the given row when there is nothing to do
 * @returns the row after the write; undefined when there is none
 * @throws Contention, and the errors of the adapter
 */
export async function updateSeries(
  series: Pick<SeriesStore, 'find' | 'replace'>,
  id: string,
  decide: (row: Series) => Series,
): Promise<Series | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = await series.find(id);
    if (!seen) return undefined;
    const decided = decide(seen);
    if (decided === seen) return seen;
    const next = { ...withSeriesNews(seen, decided), version: seen.version + 1 };
    if (await series.replace(next, seen.version)) return next;
  }
  throw new Contention(`series ${id}: other writers changed the row ${ATTEMPTS} times`);
}
