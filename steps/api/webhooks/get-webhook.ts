import { respond, type RoutePorts } from '../http/respond.ts';
import { findWebhook } from './require-webhook.ts';
import { webhookDetails } from './views.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Returns one webhook. */
export const getWebhook = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respond<'getWebhook'>(ports, async ({ params }) => ({
    status: 200,
    body: webhookDetails(await findWebhook(ports, params['id']), ports.clock),
  }));

export const handler = onApi(getWebhook, { webhooks });
