import type { Ports } from '../ports.ts';
import { requestEnd } from '../meeting/request-end.ts';
import { respond } from './http/respond.ts';
import { requireMeeting, requireAccepted } from './http/request-guards.ts';
import { endRequested } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { wakeUps } from '../aws/scheduler-wake-ups.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The organiser cancels; twice is fine. */
export const cancelMeeting = (ports: Pick<Ports, 'meetings' | 'workflow' | 'wakeUps' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async ({ params }) => {
    const { id } = await requireMeeting(ports, params['id']);
    return { status: 202, body: endRequested(requireAccepted(await requestEnd(ports, id, 'organiser'))) };
  });

export const handler = onApi(cancelMeeting, { meetings, workflow, wakeUps, settings });
