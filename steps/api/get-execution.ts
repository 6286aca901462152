import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { clockFields } from './views.ts';
import { Problem } from './http/problem.ts';
import { requireMeeting } from './http/request-guards.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { meetings } from '../aws/dynamo-meetings.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The path that a meeting's execution has taken so far. */
export const getExecution = (ports: Pick<Ports, 'meetings' | 'workflow' | 'settings' | 'clock' | 'log'>) =>
  respond(ports, async ({ params }) => {
    const { execution_arn: arn } = await requireMeeting(ports, params['id']);
    const execution = arn === undefined ? undefined : await ports.workflow.execution(arn);
    if (arn === undefined || !execution) throw new Problem(404, 'Its execution is not known any more.');
    const consoleUrl = ports.workflow.consoleUrl(arn);
    return { status: 200, body: { ...execution, console_url: consoleUrl, ...clockFields(ports.clock) } };
  });

export const handler = onApi(getExecution, { meetings, workflow, settings });
