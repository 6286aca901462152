import { occurrenceFor } from '../../series/occurrence-for.ts';
import { Problem } from '../http/problem.ts';
import { requireKey, requireRole } from '../http/request-guards.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { personalLinks } from '../personal-links.ts';
import { requireSeries } from './require-series.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** Returns the link of the current or the next meeting of a series, for the holder of the link of the series. */
export const openSeries = (ports: RoutePorts<'series' | 'meetings' | 'secrets' | 'clock'>) =>
  respond<'openSeries'>(ports, async (request) => {
    const role = requireRole(request.params['role']);
    const row = await requireSeries(ports, request.params['id']);
    await requireKey(ports, row, role, request, undefined);
    const meeting = await occurrenceFor(ports, row);
    if (!meeting) throw new Problem(404, 'The next meeting of the series is not scheduled yet.');
    return { status: 200, body: { role, link: (await personalLinks(ports, meeting))[`${role}_link`] } };
  });

export const handler = onApi(openSeries, { series, meetings, secrets });
