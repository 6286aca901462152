import { callerActor } from '../domain/actions.ts';
import { requestEnd } from '../meeting/request-end.ts';
import { requireAccepted, requireOwnMeeting } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { endRequested } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Cancels a meeting for the organiser. Idempotent. */
export const cancelMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'wakeUps' | 'clock'>) =>
  respondToOrganiser<'cancelMeeting'>(ports, async (request) => {
    const { id } = await requireOwnMeeting(ports, request);
    const meeting = await requestEnd(ports, id, callerActor(request.caller));
    return { status: 202, body: endRequested(requireAccepted(meeting)) };
  });

export const handler = onOrganiserApi(cancelMeeting, { meetings, workflow, wakeUps });
