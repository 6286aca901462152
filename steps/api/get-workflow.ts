import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { settings } from '../aws/settings.ts';
import { workflow } from '../aws/sfn-workflow.ts';

/** The definition that executions run, for whoever draws it. */
export const getWorkflow = (ports: Pick<Ports, 'workflow' | 'settings' | 'log'>) =>
  respond(ports, async () => ({ status: 200, body: { definition: await ports.workflow.definition() } }));

export const handler = onApi(getWorkflow, { workflow, settings });
