import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { clockFields, details } from './views.ts';
import { requireMeeting } from './http/request-guards.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** All that an organiser may know of one meeting. */
export const getMeeting = (ports: Pick<Ports, 'meetings' | 'workflow' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async ({ params }) => {
    const meeting = await requireMeeting(ports, params['id']);
    const consoleUrl = meeting.execution_arn && ports.workflow.consoleUrl(meeting.execution_arn);
    const body = details(meeting, ports.clock.now(), ports.settings.hostDollarsPerHour);
    return { status: 200, body: { ...body, console_url: consoleUrl, ...clockFields(ports.clock) } };
  });

export const handler = onApi(getMeeting, { meetings, workflow, settings });
