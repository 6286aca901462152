import { notFound } from './http/problem.ts';
import { requireMeeting } from './http/request-guards.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns the history of a meeting's execution. 404 once Step Functions has deleted it, 90 days after its end. */
export const getExecution = (ports: RoutePorts<'meetings' | 'workflow' | 'clock'>) =>
  respond<'getExecution'>(ports, async ({ params }) => {
    const { execution_arn: arn } = await requireMeeting(ports, params['id']);
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

export const handler = onApi(getExecution, { meetings, workflow });
