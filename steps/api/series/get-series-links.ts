import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { seriesLinks } from './links.ts';
import { requireOwnSeries } from './require-series.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** Returns one link for each person, which serves the whole series. */
export const getSeriesLinks = (ports: RoutePorts<'series' | 'secrets'>) =>
  respondToOrganiser<'getSeriesLinks'>(ports, async (request) => ({
    status: 200,
    body: await seriesLinks(ports, await requireOwnSeries(ports, request)),
  }));

export const handler = onOrganiserApi(getSeriesLinks, { series, secrets });
