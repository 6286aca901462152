import { fromIso, isoMillis, type Millis, SECOND } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { OUTCOME_METRICS } from '../domain/metrics.ts';
import type { Log } from '../ports.ts';

/**
 * Counts a meeting as over if it was this caller, now, that wrote so: whoever comes second finds
 * another instant in the row. A count that gets lost with its process is not made up for.
 * @param row as it stands after the write
 */
export function countEnd(log: Log, row: Meeting | undefined, now: Millis): void {
  if (row?.outcome !== undefined && row.ended_at === isoMillis(now)) log.count(OUTCOME_METRICS[row.outcome], 1);
}

/** In the same way, how long an opening took: from the first launch, replaced hosts and all. */
export function countOpening(log: Log, row: Meeting | undefined, now: Millis): void {
  if (row?.opened_at !== isoMillis(now)) return;
  const launches = [...Object.values(row.hosts), ...row.replaced].map((host) => fromIso(host.launched_at));
  if (launches.length > 0) log.count('SecondsToReady', Math.round((now - Math.min(...launches)) / SECOND));
}
