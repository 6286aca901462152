import { noteListening, PROBE } from '../listening/listening.ts';
import { parseBody, requireKey, requireMeeting } from './http/request-guards.ts';
import { presenceBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { recordPresence } from './record-presence.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Records presence of a person. Hosts of earlier versions report here, too. A probe notes that this route works. */
export const presence = (ports: RoutePorts<'meetings' | 'workflow' | 'secrets' | 'clock'>) =>
  respond<'presence'>(ports, async (request) => {
    const { role, key, event } = parseBody(presenceBody, request);
    if (role === 'probe') {
      await requireKey(ports, PROBE, role, request, key);
      await noteListening(ports.meetings, ports.clock);
      return { status: 204 };
    }
    const meeting = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, meeting, role, request, key);
    return recordPresence(ports, meeting, role, event);
  });

export const handler = onApi(presence, { meetings, workflow, secrets });
