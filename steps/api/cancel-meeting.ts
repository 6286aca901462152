import { requestEnd } from '../meeting/request-end.ts';
import { requireAccepted, requireMeeting } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Cancels a meeting for the organiser. Idempotent. */
export const cancelMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'wakeUps' | 'clock'>) =>
  respond<'cancelMeeting'>(ports, async ({ params }) => {
    const { id } = await requireMeeting(ports, params['id']);
    return { status: 202, body: endRequested(requireAccepted(await requestEnd(ports, id, 'organiser'))) };
  });

export const handler = onApi(cancelMeeting, { meetings, workflow, wakeUps });
