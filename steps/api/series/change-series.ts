import { actOf, callerActor } from '../../domain/actions.ts';
import { isoMillis, type Millis } from '../../domain/instants.ts';
import { timeFault } from '../../domain/schedulable.ts';
import { dateAfter, occurrencesBetween } from '../../domain/series/occurrences.ts';
import type { Series } from '../../series/series.ts';
import { endFollowers } from '../../series/end-from.ts';
import { handOverSeries } from '../../series/hand-over.ts';
import { startRun } from '../../series/start-run.ts';
import { updateSeries } from '../../series/update-series.ts';
import { invalid, refused } from '../http/problem.ts';
import { parseBody, parseRequest, requireMayAssign } from '../http/request-guards.ts';
import { type ChangeSeriesBody, changeSeriesBody, seriesFromQuery } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireOwnSeries } from './require-series.ts';
import { successorOf } from './successor.ts';
import { durationOf, seriesDetails, today } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { seriesRuns } from '../../aws/lambda-series-runs.ts';
import { settings } from '../../aws/settings.ts';

type Needs = RoutePorts<'series' | 'seriesRuns' | 'meetings' | 'settings' | 'clock'>;

/**
 * Changes a date and all following ones: ends the series before the date and starts a successor, in one write that holds
 * both. The step that it starts completes the rest, also after an interruption. A repeated call is one change. Administrators and
 * machine clients hand a series over, with all its meetings that have not ended.
 */
export const changeSeries = (ports: Needs) =>
  respondToOrganiser<'changeSeries'>(ports, async (request) => {
    const { organiser, ...body } = parseBody(changeSeriesBody, request);
    const now = ports.clock.now();
    const found = await requireOwnSeries(ports, request);
    requireMayAssign(request.caller, organiser);
    const { from: given = today(found, now) } = parseRequest(seriesFromQuery, request.query);
    if (given < today(found, now)) throw invalid({ field: 'from', message: 'is in the past', code: 'PAST' });
    const changed = changesNothing(found, body) ? found : await withSuccessor(ports, found, given, body);
    if (organiser !== undefined)
      await handOverSeries(ports, found.id, organiser, actOf(callerActor(request.caller), now));
    // Then it fills the successor.
    if (changed !== found) await startRun(ports, found.id);
    return { status: 200, body: seriesDetails((await ports.series.find(changed.id)) ?? changed, ports) };
  });

/** @returns the series that continues this one */
async function withSuccessor(ports: Needs, found: Series, given: string, body: ChangeSeriesBody): Promise<Series> {
  const now = ports.clock.now();
  const from = firstChanged(found, given, now);
  const successor = successorOf(ports, found, from, body, await cancelledDates(ports, found));
  const changed = await updateSeries(ports.series, found.id, (row) => {
    if (row.followed_by === successor.id) return row;
    if (row.ends_before !== undefined && row.ends_before <= from)
      throw refused(409, 'from', `The series ends before ${row.ends_before}.`, { code: 'SERIES_ENDED' });
    // Both successors would have the dates from its end on.
    if (row.followed_by !== undefined)
      throw refused(409, 'from', `Another series continues this one from ${row.ends_before} on. Change that one.`, {
        code: 'SERIES_CONTINUED',
      });
    return { ...row, ends_before: from, ended_at: isoMillis(now), followed_by: successor.id, successor };
  });
  const next = changed?.successor ?? successor;
  await ports.series.insert(next);
  // It can have been ended since it was read.
  if (changed) await endFollowers(ports.series, changed, now);
  return next;
}

/** A successor with the same content would replace each meeting by another one. */
function changesNothing({ plan, time_zone }: Series, { reason: _reason, ...body }: ChangeSeriesBody): boolean {
  const before: Partial<Record<string, unknown>> = { ...plan, time_zone };
  return Object.entries(body).every(([field, value]) => before[field] === value);
}

/** The dates before the first one of a successor are those of the series that it continues; a lesson that is over stays. */
function firstChanged(row: Series, given: string, now: Millis): string {
  const first = row.start.slice(0, 10);
  const from = row.follows !== undefined && first > given ? first : given;
  const [lesson] = occurrencesBetween(row, from, from);
  return lesson && timeFault(lesson.at, durationOf(row), now) === 'over' ? dateAfter(from, 1) : from;
}

async function cancelledDates({ meetings, clock }: Needs, row: Series): Promise<string[]> {
  const day = today(row, clock.now());
  const dates = Object.entries(row.occurrences).flatMap(([date, { meeting_id }]) =>
    meeting_id !== undefined && date >= day ? [{ date, meeting_id }] : [],
  );
  const rows = await Promise.all(dates.map(({ meeting_id }) => meetings.find(meeting_id)));
  const cancelled = dates.filter((_date, index) => rows[index]?.verdict?.outcome === 'CANCELLED');
  return [...new Set([...(row.skipped ?? []), ...cancelled.map(({ date }) => date)])].toSorted();
}

export const handler = onOrganiserApi(changeSeries, { series, seriesRuns, meetings, settings });
