import { seenBy } from '../../domain/organisers.ts';
import { parseRequest } from '../http/request-guards.ts';
import { seriesListQuery } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { seriesSummary } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { series } from '../../aws/dynamo-series.ts';

const PAGE_SIZE = 50;

/** Lists the series, also those that have ended. */
export const listSeries = (ports: RoutePorts<'series' | 'clock'>) =>
  respondToOrganiser<'listSeries'>(ports, async (request) => {
    const { cursor } = parseRequest(seriesListQuery, request.query);
    const page = await ports.series.list({ limit: PAGE_SIZE, after: cursor, organiser: seenBy(request.caller) });
    const now = ports.clock.now();
    return {
      status: 200,
      body: {
        series: page.series.map((row) => seriesSummary(row, now)),
        ...(page.after !== undefined && { cursor: page.after }),
        ...clockFields(ports.clock),
      },
    };
  });

export const handler = onOrganiserApi(listSeries, { series });
