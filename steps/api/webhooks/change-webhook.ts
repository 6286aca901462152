import { isoMillis, type Millis } from '../../domain/instants.ts';
import { ownerFor } from '../../domain/organisers.ts';
import { updateWebhooks, withWebhook } from '../../telling/update-webhooks.ts';
import type { Webhook } from '../../telling/webhooks.ts';
import { parseBody } from '../http/request-guards.ts';
import { type ChangeWebhookBody, changeWebhookBody } from '../http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from '../http/respond.ts';
import { requireFree, requireUrl, requireWebhook } from './require-webhook.ts';
import { webhookDetails } from './views.ts';
import { onOrganiserApi } from '../../aws/lambda/on-organiser-api.ts';
import { webhooks } from '../../aws/dynamo-webhooks.ts';
import { receivers } from '../../aws/https-receivers.ts';

/** Changes a webhook. Deliveries that wait go to the new address, or are dropped when it is disabled. */
export const changeWebhook = (ports: RoutePorts<'webhooks' | 'receivers' | 'clock'>) =>
  respondToOrganiser<'changeWebhook'>(ports, async (request) => {
    const id = request.params['id'] ?? '';
    const body = parseBody(changeWebhookBody, request);
    if (body.url !== undefined) requireUrl(ports, body.url);
    const now = ports.clock.now();
    const all = await updateWebhooks(ports.webhooks, ownerFor(request.caller), (list) => {
      requireWebhook(list, id);
      if (body.url !== undefined) requireFree(list, body.url, id);
      return withWebhook(list, id, (webhook) => changed(webhook, body, now));
    });
    return { status: 200, body: webhookDetails(requireWebhook(all, id), ports.clock) };
  });

/** An enabled webhook starts again: its failures do not count. */
function changed(webhook: Webhook, { enabled, types, ...fields }: ChangeWebhookBody, now: Millis): Webhook {
  const { types: before, disabled, failing_since, ...rest } = webhook;
  const wanted = types === null ? undefined : (types ?? before);
  return {
    ...rest,
    ...fields,
    ...(wanted && { types: wanted }),
    ...(failing_since !== undefined && enabled !== true && { failing_since }),
    ...(enabled === false && { disabled: disabled ?? { at: isoMillis(now), by: 'organiser' } }),
    ...(enabled === undefined && disabled && { disabled }),
  };
}

export const handler = onOrganiserApi(changeWebhook, { webhooks, receivers });
