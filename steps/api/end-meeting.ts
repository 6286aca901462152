import { requestEnd } from '../meeting/request-end.ts';
import { parseBody, requireAccepted, requireKey, requireMeeting } from './http/request-guards.ts';
import { endBody } from './http/request-schemas.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { secrets } from '../aws/secrets.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Ends a meeting for everyone, at the teacher's request. */
export const endMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'wakeUps' | 'secrets' | 'clock'>) =>
  respond<'endMeeting'>(ports, async (request) => {
    const { role, key } = parseBody(endBody, request);
    const meeting = await requireMeeting(ports, request.params['id']);
    await requireKey(ports, meeting, role, request, key);
    return { status: 202, body: endRequested(requireAccepted(await requestEnd(ports, meeting.id, { kind: role }))) };
  });

export const handler = onApi(endMeeting, { meetings, workflow, wakeUps, secrets });
