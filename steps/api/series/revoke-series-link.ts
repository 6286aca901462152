import { actOf, callerActor } from '../../domain/actions.ts';
import { linkVersion, withLinkVersion } from '../../domain/links.ts';
import { withSuccessors } from '../../series/successors.ts';
import { updateMeetings } from '../../series/update-meetings.ts';
import { updateSeries } from '../../series/update-series.ts';
import { requireRole } from '../http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { seriesLinks } from './links.ts';
import { requireFound, requireOwnSeries } from './require-series.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { meetings } from '../../aws/dynamo-meetings.ts';
import { series } from '../../aws/dynamo-series.ts';
import { secrets } from '../../aws/secrets.ts';

/** Revokes the link of one role of a series, and of its meetings, because the holder may know these. Returns the new link. */
export const revokeSeriesLink = (ports: RoutePorts<'series' | 'meetings' | 'secrets' | 'clock'>) =>
  respondToOrganiser<'revokeSeriesLink'>(ports, async (request) => {
    const role = requireRole(request.params['role']);
    const found = await requireOwnSeries(ports, request);
    const version = linkVersion(found, role) + 1;
    const row = requireFound(
      await updateSeries(ports.series, found.id, (current) =>
        linkVersion(current, role) >= version ? current : withLinkVersion(current, role, version),
      ),
    );
    const records = (await withSuccessors(ports, row)).flatMap(({ occurrences }) => Object.values(occurrences));
    const act = actOf(callerActor(request.caller), ports.clock.now());
    await updateMeetings(
      ports,
      records,
      (meeting) => withLinkVersion(meeting, role, linkVersion(meeting, role) + 1),
      act,
    );
    ports.log.info('links of a series revoked', { role, version });
    return { status: 200, body: { role, link: (await seriesLinks(ports, row))[`${role}_link`] } };
  });

export const handler = onOrganiserApi(revokeSeriesLink, { series, meetings, secrets });
