import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { findWebhook } from './require-webhook.ts';
import { deliverySummary } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

const MOST = 50;

/** Lists the latest deliveries to a webhook. */
export const listDeliveries = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respondToOrganiser<'listDeliveries'>(ports, async (request) => {
    const { id } = await findWebhook(ports, request);
    const deliveries = await ports.webhooks.deliveries(id, MOST);
    return { status: 200, body: { deliveries: deliveries.map(deliverySummary), ...clockFields(ports.clock) } };
  });

export const handler = onOrganiserApi(listDeliveries, { webhooks });
