import { parseRequest } from '../http/request-guards.ts';
import { seriesListQuery } from '../http/request-schemas.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { seriesSummary } from './views.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { series } from '../../aws/dynamo-series.ts';

const PAGE_SIZE = 50;

/** Lists all series, also those that have ended. */
export const listSeries = (ports: RoutePorts<'series' | 'clock'>) =>
  respond<'listSeries'>(ports, async (request) => {
    const { cursor } = parseRequest(seriesListQuery, request.query);
    const page = await ports.series.list({ limit: PAGE_SIZE, after: cursor });
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

export const handler = onApi(listSeries, { series });
