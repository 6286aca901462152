import { etagOf, isKnown } from './http/etags.ts';
import { requireOwnMeeting } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { details } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns one meeting, without secrets. */
export const getMeeting = (ports: RoutePorts<'meetings' | 'workflow' | 'settings' | 'clock'>) =>
  respondToOrganiser<'getMeeting'>(ports, async (request) => {
    const meeting = await requireOwnMeeting(ports, request);
    const headers = { ETag: etagOf(meeting) };
    if (isKnown(meeting, request)) return { status: 304, headers };
    const consoleUrl = meeting.execution_arn && ports.workflow.consoleUrl(meeting.execution_arn);
    return { status: 200, headers, body: details(meeting, ports.clock, ports.settings.hostDollarsPerHour, consoleUrl) };
  });

export const handler = onOrganiserApi(getMeeting, { meetings, workflow, settings });
