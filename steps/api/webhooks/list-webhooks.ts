import { ownerFor } from '../../domain/organisers.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { clockFields } from '../views.ts';
import { webhookSummary } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Lists the webhooks of an organiser; for administrators those of the deployment. */
export const listWebhooks = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respondToOrganiser<'listWebhooks'>(ports, async ({ caller }) => {
    const all = (await ports.webhooks.webhooks(ownerFor(caller)))?.webhooks ?? [];
    return { status: 200, body: { webhooks: all.map(webhookSummary), ...clockFields(ports.clock) } };
  });

export const handler = onOrganiserApi(listWebhooks, { webhooks });
