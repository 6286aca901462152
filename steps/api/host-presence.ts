import { parseBody, requireKey, requireMeeting } from './http/request-guards.ts';
import { hostPresenceBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { recordPresence } from './record-presence.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Records what a host reports about its room. A route of its own, so that nobody else uses up its throttle. */
export const hostPresence = (ports: RoutePorts<'meetings' | 'workflow' | 'secrets' | 'clock'>) =>
  respond<'hostPresence'>(ports, async (request) => {
    const { event } = parseBody(hostPresenceBody, request);
    const meeting = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, meeting, 'host', request, undefined);
    return recordPresence(ports, meeting, 'host', event);
  });

export const handler = onApi(hostPresence, { meetings, workflow, secrets });
