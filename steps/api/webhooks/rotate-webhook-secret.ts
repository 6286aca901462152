import { isoMillis } from '../../domain/instants.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { newSecret } from '../../telling/new-secret.ts';
import { updateWebhooks, withWebhook } from '../../telling/update-webhooks.ts';
import { FORMER_SECRET_FOR } from '../../telling/webhooks.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireWebhook } from './require-webhook.ts';
import { webhookDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';

/** Gives a webhook a new secret. For a day events have signatures with both, so that the receiver can change over. */
export const rotateWebhookSecret = (ports: RoutePorts<'webhooks' | 'clock'>) =>
  respondToOrganiser<'rotateWebhookSecret'>(ports, async ({ params, caller }) => {
    const id = params['id'] ?? '';
    const secret = newSecret();
    const until = isoMillis(ports.clock.now() + FORMER_SECRET_FOR);
    const all = await updateWebhooks(ports.webhooks, ownerFor(caller), (list) => {
      requireWebhook(list, id);
      return withWebhook(list, id, (webhook) =>
        webhook.secret === secret ? webhook : { ...webhook, secret, former_secret: { secret: webhook.secret, until } },
      );
    });
    return { status: 200, body: { ...webhookDetails(requireWebhook(all, id), ports.clock), secret } };
  });

export const handler = onOrganiserApi(rotateWebhookSecret, { webhooks });
