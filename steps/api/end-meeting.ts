import type { Ports } from '../ports.ts';
import { requestEnd } from '../meeting/request-end.ts';
import { respond } from './http/respond.ts';
import { endBody } from './http/request-schemas.ts';
import { requireMeeting, requireKey, parseBody, requireAccepted } from './http/request-guards.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { secrets } from '../aws/secrets.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The teacher ends the meeting for all. */
export const endMeeting = (
  ports: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'secrets' | 'settings' | 'clock' | 'log'>,
) =>
  respond(ports, async (request) => {
    const { role, key } = parseBody(endBody, request);
    const known = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, known, role, key);
    return { status: 202, body: endRequested(requireAccepted(await requestEnd(ports, known.id, role))) };
  });

export const handler = onApi(endMeeting, { meetings, workflow, wakeUps, secrets, settings });
