import { isMeetingId } from '../../domain/ids.ts';
import { maySee } from '../../domain/organisers.ts';
import type { OrganiserRequest } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import type { Series } from '../../series/series.ts';
import { notFound } from '../http/problem.ts';

/** @throws Problem 404 */
export async function requireSeries({ series }: Pick<Ports, 'series'>, id = ''): Promise<Series> {
  return requireFound(isMeetingId(id) ? await series.find(id) : undefined);
}

/** The series in the path. @throws Problem 404, also for a series of somebody else */
export async function requireOwnSeries(
  ports: Pick<Ports, 'series'>,
  { params, caller }: Pick<OrganiserRequest, 'params' | 'caller'>,
): Promise<Series> {
  const row = await requireSeries(ports, params['id']);
  return requireFound(maySee(caller, row) ? row : undefined);
}

/** @throws Problem 404 */
export function requireFound(row: Series | undefined): Series {
  if (!row) throw notFound('There is no such series.');
  return row;
}
