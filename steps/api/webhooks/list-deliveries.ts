import { respond, type RoutePorts } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { findWebhook } from './require-webhook.ts';
import { deliverySummary } from './views.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

const MOST = 50;

/** Lists the latest deliveries to a webhook. */
export const listDeliveries = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respond<'listDeliveries'>(ports, async ({ params }) => {
    const { id } = await findWebhook(ports, params['id']);
    const deliveries = await ports.webhooks.deliveries(id, MOST);
    return { status: 200, body: { deliveries: deliveries.map(deliverySummary), ...clockFields(ports.clock) } };
  });

export const handler = onApi(listDeliveries, { webhooks });
