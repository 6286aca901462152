import { endFrom } from '../../series/end-from.ts';
import { startRun } from '../../series/start-run.ts';
import { invalid } from '../http/problem.ts';
import { parseRequest } from '../http/request-guards.ts';
import { seriesFromQuery } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireFound, requireOwnSeries } from './require-series.ts';
import { seriesDetails, today } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { series } from '../../aws/dynamo-series.ts';
import { seriesRuns } from '../../aws/lambda-series-runs.ts';

/**
 * Ends a series, and those that continue it, with the dates before the given one. The step that it starts cancels the
 * meetings. Idempotent.
 */
export const endSeries = (ports: RoutePorts<'series' | 'seriesRuns' | 'clock'>) =>
  respondToOrganiser<'endSeries'>(ports, async (request) => {
    const now = ports.clock.now();
    const found = await requireOwnSeries(ports, request);
    const { from = today(found, now) } = parseRequest(seriesFromQuery, request.query);
    if (from < today(found, now)) throw invalid({ field: 'from', message: 'is in the past', code: 'PAST' });
    const ended = await endFrom(ports.series, found.id, from, now);
    for (const { id } of ended) await startRun(ports, id);
    return { status: 202, body: seriesDetails(requireFound(ended[0]), ports) };
  });

export const handler = onOrganiserApi(endSeries, { series, seriesRuns });
