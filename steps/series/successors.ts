import type { Ports } from '../ports.ts';
import type { Series } from './series.ts';

/** Successors that are followed at most, in case of a loop. */
const MOST_SUCCESSORS = 50;

/** The series, its successor, the successor of that one, and so on. */
export async function withSuccessors({ series }: Pick<Ports, 'series'>, row: Series): Promise<Series[]> {
  const chain = [row];
  for (
    let next = row.followed_by;
    next !== undefined && chain.length <= MOST_SUCCESSORS;
    next = chain.at(-1)!.followed_by
  ) {
    const found = await series.find(next);
    if (!found) break;
    chain.push(found);
  }
  return chain;
}
