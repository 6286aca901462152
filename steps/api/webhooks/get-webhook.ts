import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { findWebhook } from './require-webhook.ts';
import { webhookDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Returns one webhook. */
export const getWebhook = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respondToOrganiser<'getWebhook'>(ports, async (request) => ({
    status: 200,
    body: webhookDetails(await findWebhook(ports, request), ports.clock),
  }));

export const handler = onOrganiserApi(getWebhook, { webhooks });
