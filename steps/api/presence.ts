import { isoMillis } from '../domain/instants.ts';
import { isRole, type KeyHolder } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import { noteListening } from '../listening/mark.ts';
import type { Ports } from '../ports.ts';
import { updateMeeting } from '../update-meeting.ts';
import {
  parseBody,
  requireAccepted,
  requireKey,
  requireMeeting,
  requireNotEnded,
  requireProbeKey,
} from './http/request-guards.ts';
import { presenceBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { recordPresence } from './record-presence.ts';
import { withWaiting } from './whereabouts.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Records presence of a person. Hosts of earlier versions report here, too. A probe notes that this route works. */
export const presence = (ports: RoutePorts<'meetings' | 'workflow' | 'secrets' | 'clock'>) =>
  respond<'presence'>(ports, async (request) => {
    const { role, key, event } = parseBody(presenceBody, request);
    if (role === 'probe') {
      await requireProbeKey(ports, request, key);
      await noteListening(ports.meetings, ports.clock);
      return { status: 204 };
    }
    const meeting = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, meeting, role, request, key);
    if (event === 'waiting') return recordWaiting(ports, meeting, role);
    return recordPresence(ports, meeting, role, event);
  });

/** The other person's page shows who waits. The workflow does not need it. */
async function recordWaiting(
  { meetings, clock }: Pick<Ports, 'meetings' | 'clock'>,
  found: Meeting,
  role: KeyHolder,
): Promise<{ status: 204 }> {
  const now = isoMillis(clock.now());
  if (isRole(role))
    requireNotEnded(
      requireAccepted(await updateMeeting(meetings, found.id, (row) => withWaiting(row, role, now), { found })),
    );
  return { status: 204 };
}

export const handler = onApi(presence, { meetings, workflow, secrets });
