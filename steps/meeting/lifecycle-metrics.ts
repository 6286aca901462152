import type { HostKind } from '../domain/host-kind.ts';
import { fromIso, isoMillis, type Millis, SECOND } from '../domain/instants.ts';
import { allHosts, type Meeting } from '../domain/meeting.ts';
import { OUTCOME_METRICS } from '../domain/metrics.ts';
import { PHASES } from '../domain/phases.ts';
import type { Log } from '../ports.ts';
import { isBuilt } from '../readiness/ready-times.ts';

/**
 * Several callers can see the same end or opening. The metric is recorded only by the caller whose write set the
 * instant in the row. It is lost if that process stops before it records.
 */
const setByCaller = (instant: string | undefined, now: Millis): boolean => instant === isoMillis(now);

/**
 * Counts the meeting by outcome.
 * @param row after the write
 * @param now the instant that the caller's write used
 */
export function recordEnd(log: Log, row: Meeting | undefined, now: Millis): void {
  if (row?.outcome !== undefined && setByCaller(row.ended_at, now)) log.count(OUTCOME_METRICS[row.outcome], 1);
}

/** Records the time from the first launch, including replaced hosts, until the opening. Parameters as above. */
export function recordOpening(log: Log, row: Meeting | undefined, now: Millis, kind: HostKind): void {
  if (!row || !setByCaller(row.opened_at, now)) return;
  const hosts = allHosts(row);
  if (hosts.length === 0) return;
  const seconds = Math.round((now - Math.min(...hosts.map((host) => fromIso(host.launched_at)))) / SECOND);
  const { image, phases = {} } = hosts.at(-1)!;
  const by = { kind, image: isBuilt(image) ? 'built' : 'template' } as const;
  log.count('SecondsToReady', seconds, by);
  let before = 0;
  for (const phase of PHASES) {
    const end = phases[phase];
    if (end === undefined) continue;
    log.count('SecondsOfPhase', end - before, { ...by, phase });
    before = end;
  }
  // CloudWatch has no percentiles of negative values.
  log.count('SecondsToSpare', Math.max(0, (row.launch_lead ?? row.timetable.launchLead) - seconds));
}

/** Counts a meeting whose room cannot be judged, once. Parameters as above. */
export function recordDoubt(log: Log, row: Meeting | undefined, now: Millis): void {
  if (setByCaller(row?.doubt?.since, now)) log.count('RoomsInDoubt', 1);
}
