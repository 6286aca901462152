import { notFound } from './http/problem.ts';
import { requireOwnMeeting } from './http/request-guards.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns the history of a meeting's execution. 404 once Step Functions has deleted it, 90 days after its end. */
export const getExecution = (ports: RoutePorts<'meetings' | 'workflow' | 'clock'>) =>
  respondToOrganiser<'getExecution'>(ports, async (request) => {
    const { execution_arn: arn } = await requireOwnMeeting(ports, request);
    const execution = arn === undefined ? undefined : await ports.workflow.execution(arn);
    if (arn === undefined || !execution) throw notFound('The execution of this meeting no longer exists.');
    return {
      status: 200,
      body: {
        status: execution.status,
        events: [...execution.events],
        console_url: ports.workflow.consoleUrl(arn),
        ...clockFields(ports.clock),
      },
    };
  });

export const handler = onOrganiserApi(getExecution, { meetings, workflow });
