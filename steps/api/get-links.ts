import { requireMeeting } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { personalLinks } from './personal-links.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';

/** Returns both links of a meeting, for the organiser. */
export const getLinks = (ports: RoutePorts<'meetings' | 'secrets'>) =>
  respond<'getLinks'>(ports, async ({ params }) => {
    const meeting = await requireMeeting(ports, params['id']);
    return { status: 200, body: await personalLinks(ports, meeting) };
  });

export const handler = onApi(getLinks, { meetings, secrets });
