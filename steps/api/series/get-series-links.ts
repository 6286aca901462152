import { respond, type RoutePorts } from '../http/respond.ts';
import { seriesLinks } from './links.ts';
import { requireSeries } from './require-series.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** Returns one link for each person, which serves the whole series. */
export const getSeriesLinks = (ports: RoutePorts<'series' | 'secrets'>) =>
  respond<'getSeriesLinks'>(ports, async ({ params }) => ({
    status: 200,
    body: await seriesLinks(ports, await requireSeries(ports, params['id'])),
  }));

export const handler = onApi(getSeriesLinks, { series, secrets });
