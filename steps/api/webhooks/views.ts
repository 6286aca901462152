import type { Clock } from '../../ports.ts';
import type { Delivery, Webhook } from '../../telling/webhooks.ts';
import { clockFields } from '../views.ts';
import type { DeliverySummary, WebhookDetails, WebhookSummary } from '../http/webhook-schemas.ts';

/** Without its secrets. */
export function webhookSummary(webhook: Webhook): WebhookSummary {
  const { id, url, description, types, created_at, former_secret: former, disabled, failing_since } = webhook;
  return {
    id,
    url,
    description,
    types: types && [...types],
    created_at,
    former_secret_until: former?.until,
    disabled,
    failing_since,
  };
}

export const webhookDetails = (webhook: Webhook, clock: Clock): WebhookDetails => ({
  ...webhookSummary(webhook),
  ...clockFields(clock),
});

export function deliverySummary(delivery: Delivery): DeliverySummary {
  const { event_id: id, type, meeting_id, state, run, attempts, next_at } = delivery;
  return { id, type, meeting_id, state, run, attempts: [...attempts], next_at };
}
