import { etagOf, isKnown } from './http/etags.ts';
import { requireMeeting } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { details } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns one meeting, without secrets. */
export const getMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'settings' | 'clock'>) =>
  respond<'getMeeting'>(ports, async (request) => {
    const meeting = await requireMeeting(ports, request.params['id']);
    const headers = { ETag: etagOf(meeting) };
    if (isKnown(meeting, request)) return { status: 304, headers };
    const consoleUrl = meeting.execution_arn && ports.workflow.consoleUrl(meeting.execution_arn);
    return { status: 200, headers, body: details(meeting, ports.clock, ports.settings.hostDollarsPerHour, consoleUrl) };
  });

export const handler = onApi(getMeeting, { meetings, workflow, settings });
