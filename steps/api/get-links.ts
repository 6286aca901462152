import { actOf, callerActor, withLinksShown } from '../domain/actions.ts';
import { updateMeeting } from '../update-meeting.ts';
import { requireAccepted, requireOwnMeeting } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { personalLinks, requireSecret } from './personal-links.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/** Returns both links of a meeting, for the organiser, after it recorded that. */
export const getLinks = (ports: RoutePorts<'meetings' | 'secrets' | 'clock'>) =>
  respondToOrganiser<'getLinks'>(ports, async (request) => {
    const found = await requireOwnMeeting(ports, request);
    await requireSecret(ports.secrets, found);
    const act = actOf(callerActor(request.caller), ports.clock.now());
    const shown = await updateMeeting(ports.meetings, found.id, (row) => withLinksShown(row, act), { found, act });
    return { status: 200, body: await personalLinks(ports, requireAccepted(shown)) };
  });

export const handler = onOrganiserApi(getLinks, { meetings, secrets });
