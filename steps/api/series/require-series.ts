import { isMeetingId } from '../../domain/ids.ts';
import type { Ports } from '../../ports.ts';
import type { Series } from '../../series/series.ts';
import { notFound } from '../http/problem.ts';

/** @throws Problem 404 */
export async function requireSeries({ series }: Pick<Ports, 'series'>, id = ''): Promise<Series> {
  return requireFound(isMeetingId(id) ? await series.find(id) : undefined);
}

/** @throws Problem 404 */
export function requireFound(row: Series | undefined): Series {
  if (!row) throw notFound('There is no such series.');
  return row;
}
