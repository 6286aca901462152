import { actOf, callerActor, withLinksShown } from '../../domain/actions.ts';
import { withSuccessors } from '../../series/successors.ts';
import { updateMeetings } from '../../series/update-meetings.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { seriesLinks } from './links.ts';
import { requireOwnSeries } from './require-series.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** Returns one link for each person, which serves the whole series, after it recorded that in the meetings that they open. */
export const getSeriesLinks = (ports: RoutePorts<'series' | 'meetings' | 'secrets' | 'clock'>) =>
  respondToOrganiser<'getSeriesLinks'>(ports, async (request) => {
    const row = await requireOwnSeries(ports, request);
    const links = await seriesLinks(ports, row);
    const act = actOf(callerActor(request.caller), ports.clock.now());
    const records = (await withSuccessors(ports, row)).flatMap(({ occurrences }) => Object.values(occurrences));
    await updateMeetings(ports, records, (meeting) => withLinksShown(meeting, act), act);
    return { status: 200, body: links };
  });

export const handler = onOrganiserApi(getSeriesLinks, { series, meetings, secrets });
