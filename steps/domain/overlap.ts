import type { Millis } from './instants.ts';

/** Hosts that are in flight from `from` until before `to`. */
export interface Span {
  readonly from: Millis;
  readonly to: Millis;
  readonly hosts: number;
}

/** The highest number of hosts that are in flight at one instant of `within`. */
export function highestOverlap(spans: readonly Span[], within: Pick<Span, 'from' | 'to'>): number {
  const changes = spans
    .filter(({ from, to }) => from < within.to && to > within.from)
    .flatMap(({ from, to, hosts }) => [
      { at: Math.max(from, within.from), by: hosts },
      { at: to, by: -hosts },
    ])
    // At one instant, ends come before starts: a host that ends then is free for the next meeting.
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let [inFlight, highest] = [0, 0];
  for (const { by } of changes) {
    inFlight += by;
    highest = Math.max(highest, inFlight);
  }
  return highest;
}
