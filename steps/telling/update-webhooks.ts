import { Contention } from '../domain/errors.ts';
import type { Webhook, Webhooks } from './webhooks.ts';
import type { WebhookStore } from './ports.ts';

const ATTEMPTS = 12;

/**
 * Reads the webhooks of an organiser, decides, and writes on the condition that nobody wrote in between; otherwise repeats.
 * @param decide pure and idempotent. Returns the given list when there is nothing to do
 * @throws Contention, the errors of `decide` and of the adapter
 */
export async function updateWebhooks(
  store: Pick<WebhookStore, 'webhooks' | 'replaceWebhooks'>,
  organiser: string,
  decide: (webhooks: readonly Webhook[]) => readonly Webhook[],
): Promise<readonly Webhook[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen: Webhooks = (await store.webhooks(organiser)) ?? { organiser, version: 0, webhooks: [] };
    const webhooks = decide(seen.webhooks);
    if (webhooks === seen.webhooks) return webhooks;
    const next = { ...seen, version: seen.version + 1, webhooks };
    if (await store.replaceWebhooks(next, seen.version)) return webhooks;
  }
  throw new Contention(`webhooks: other writers changed them ${ATTEMPTS} times`);
}

/** The list with one webhook changed; the given list when `change` returns the given webhook. */
export function withWebhook(
  webhooks: readonly Webhook[],
  id: string,
  change: (webhook: Webhook) => Webhook,
): readonly Webhook[] {
  const changed = webhooks.map((webhook) => (webhook.id === id ? change(webhook) : webhook));
  return changed.every((webhook, index) => webhook === webhooks[index]) ? webhooks : changed;
}
