import { requireMeeting } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { details } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns one meeting, without secrets. */
export const getMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'settings' | 'clock'>) =>
  respond<'getMeeting'>(ports, async ({ params }) => {
    const meeting = await requireMeeting(ports, params['id']);
    const consoleUrl = meeting.execution_arn && ports.workflow.consoleUrl(meeting.execution_arn);
    return { status: 200, body: details(meeting, ports.clock, ports.settings.hostDollarsPerHour, consoleUrl) };
  });

export const handler = onApi(getMeeting, { meetings, workflow, settings });
