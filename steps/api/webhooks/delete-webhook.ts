import { ownerFor } from '../../domain/organisers.ts';
import { updateWebhooks } from '../../telling/update-webhooks.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Deletes a webhook. Deliveries that wait are dropped. */
export const deleteWebhook = (ports: RoutePorts<'webhooks'>) =>
  respondToOrganiser<'deleteWebhook'>(ports, async ({ params, caller }) => {
    await updateWebhooks(ports.webhooks, ownerFor(caller), (all) => {
      const kept = all.filter(({ id }) => id !== params['id']);
      return kept.length === all.length ? all : kept;
    });
    return { status: 204 };
  });

export const handler = onOrganiserApi(deleteWebhook, { webhooks });
