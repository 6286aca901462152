import { DAY, isoSeconds } from '../../domain/instants.ts';
import { occurrenceFor } from '../../series/occurrence-for.ts';
import { DAYS_AHEAD } from '../../series/series.ts';
import { notFound } from '../http/problem.ts';
import { requireKey, requireRole } from '../http/request-guards.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { personalLinks } from '../personal-links.ts';
import { requireSeries } from './require-series.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** The meetings of a new series are created within seconds; others 60 days ahead. */
const ASK_AGAIN = { soon: 2, later: 600 };

/**
 * Returns the link of the current or the next meeting of a series, for the holder of the link of the series; 202 with the time of
 * the next date while that has no meeting yet.
 */
export const openSeries = (ports: RoutePorts<'series' | 'meetings' | 'secrets' | 'clock'>) =>
  respond<'openSeries'>(ports, async (request) => {
    const role = requireRole(request.params['role']);
    const row = await requireSeries(ports, request.params['id']);
    await requireKey(ports, row, role, request, undefined);
    const found = await occurrenceFor(ports, row);
    if (!found) throw notFound('The series has no dates.');
    if ('meeting' in found)
      return { status: 200, body: { role, link: (await personalLinks(ports, found.meeting))[`${role}_link`] } };
    const isDue = found.next < ports.clock.now() + DAYS_AHEAD * DAY;
    const retry_after_seconds = isDue ? ASK_AGAIN.soon : ASK_AGAIN.later;
    return { status: 202, body: { role, meet_time: isoSeconds(found.next), retry_after_seconds } };
  });

export const handler = onApi(openSeries, { series, meetings, secrets });
