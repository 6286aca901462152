import { updateWebhooks } from '../../telling/update-webhooks.ts';
import { respond, type RoutePorts } from '../http/respond.ts';
import { onApi } from '../../aws/lambda/on-lambda.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Deletes a webhook. Deliveries that wait are dropped. */
export const deleteWebhook = (ports: RoutePorts<'webhooks'>) =>
  respond<'deleteWebhook'>(ports, async ({ params }) => {
    await updateWebhooks(ports.webhooks, (all) => {
      const kept = all.filter(({ id }) => id !== params['id']);
      return kept.length === all.length ? all : kept;
    });
    return { status: 204 };
  });

export const handler = onApi(deleteWebhook, { webhooks });
