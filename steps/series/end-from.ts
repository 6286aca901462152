import { isoMillis, type Millis } from '../domain/instants.ts';
import type { SeriesStore } from './ports.ts';
import type { Series } from './series.ts';
import { updateSeries } from './update-series.ts';

const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);

function withEnd(row: Series, from: string, now: Millis): Series {
  const ends_before = earlier(row.ends_before, from);
  const cancelled_from = earlier(row.cancelled_from, from);
  if (ends_before === row.ends_before && cancelled_from === row.cancelled_from) return row;
  return { ...row, ends_before, cancelled_from, ...(ends_before !== row.ends_before && { ended_at: isoMillis(now) }) };
}

/**
 * Ends a series and all that continue it before a date. The row keeps the date, so that the next run completes a call that
 * was interrupted.
 * @returns the rows that were found
 */
export async function endFrom(series: SeriesStore, id: string, from: string, now: Millis): Promise<Series[]> {
  const ended = await updateSeries(series, id, (row) => withEnd(row, from, now));
  return ended ? [ended, ...(await endFollowers(series, ended, now))] : [];
}

/** Ends the series that continue one whose dates were all cancelled. Repeatable. */
export async function endFollowers(series: SeriesStore, row: Series, now: Millis): Promise<Series[]> {
  const { cancelled_from, followed_by, successor } = row;
  if (cancelled_from === undefined || followed_by === undefined) return [];
  // The call that changed the series may have been interrupted.
  if (successor) await series.insert(successor);
  return endFrom(series, followed_by, cancelled_from, now);
}
