import type { Meeting } from '../../domain/meeting.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireOwnSeries } from './require-series.ts';
import { seriesDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';

/** Returns one series. Its meetings are read, so that a meeting that was moved or cancelled is shown as it is. */
export const getSeries = (ports: RoutePorts<'series' | 'meetings' | 'clock'>) =>
  respondToOrganiser<'getSeries'>(ports, async (request) => {
    const row = await requireOwnSeries(ports, request);
    const ids = Object.values(row.occurrences).flatMap(({ meeting_id }) => meeting_id ?? []);
    const found = await Promise.all(ids.map((id) => ports.meetings.find(id)));
    const rows = found.flatMap((meeting): [string, Meeting][] => (meeting ? [[meeting.id, meeting]] : []));
    return { status: 200, body: seriesDetails(row, ports, new Map(rows)) };
  });

export const handler = onOrganiserApi(getSeries, { series, meetings });
