import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import type { Workflow } from './http/response-schemas.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** Returns the definition of the workflow in the Amazon States Language. */
export const getWorkflow = (ports: RoutePorts<'workflow'>) =>
  respondToOrganiser<'getWorkflow'>(ports, async () => {
    const definition = (await ports.workflow.definition()) as Workflow['definition'];
    return { status: 200, body: { definition } };
  });

export const handler = onOrganiserApi(getWorkflow, { workflow });
