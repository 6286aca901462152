import { requireOwnMeeting } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { personalLinks } from './personal-links.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/** Returns both links of a meeting, for the organiser. */
export const getLinks = (ports: RoutePorts<'meetings' | 'secrets'>) =>
  respondToOrganiser<'getLinks'>(ports, async (request) => {
    const meeting = await requireOwnMeeting(ports, request);
    return { status: 200, body: await personalLinks(ports, meeting) };
  });

export const handler = onOrganiserApi(getLinks, { meetings, secrets });
