import { type Millis, MINUTE } from '../steps/domain/instants.ts';
import type { Outage, Service } from './trace.ts';

/** Clocks can differ by up to a minute, and a presence takes time to arrive. */
export const TOLERANCE: Millis = MINUTE;
/** A host can run this long past its deadline. */
export const SLACK: Millis = 10 * MINUTE;

export const minutes = (span: Millis): string => `${(span / MINUTE).toFixed(1)} minutes`;

/** The time between two instants in which at least one of the services was down. */
export function downtime(
  outages: readonly Outage[] | undefined,
  services: readonly Service[],
  from: Millis,
  to: Millis,
): Millis {
  let total = 0;
  let counted = from;
  const relevant = (outages ?? []).filter(({ service }) => services.includes(service));
  for (const outage of relevant.toSorted((a, b) => a.from - b.from)) {
    const start = Math.max(outage.from, counted);
    const end = Math.min(outage.until, to);
    if (end <= start) continue;
    total += end - start;
    counted = end;
  }
  return total;
}

/**
 * The end of a span of silence that starts again after each outage in it, or in the time that is left to act on it:
 * what was heard before an outage is no evidence after it.
 */
export function listenedUntil(end: Millis, span: Millis, outages: readonly Outage[] = []): Millis {
  const deaf = outages.filter(({ service }) => service === 'api' || service === 'dynamodb');
  return deaf
    .toSorted((a, b) => a.from - b.from)
    .reduce(
      (until, outage) =>
        outage.from < until + SLACK && outage.until > until - span ? Math.max(until, outage.until + span) : until,
      end,
    );
}
