import { respond, type RoutePorts } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { webhookSummary } from './views.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Lists all webhooks. */
export const listWebhooks = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respond<'listWebhooks'>(ports, async () => {
    const all = (await ports.webhooks.webhooks())?.webhooks ?? [];
    return { status: 200, body: { webhooks: all.map(webhookSummary), ...clockFields(ports.clock) } };
  });

export const handler = onApi(listWebhooks, { webhooks });
