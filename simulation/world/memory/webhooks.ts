import type { WebhookStore } from '../../../steps/telling/ports.ts';
import type { Delivery, EventRecord, Webhooks } from '../../../steps/telling/webhooks.ts';

/** Webhooks, events and deliveries in memory. */
export class MemoryWebhooks implements WebhookStore {
  #webhooks: Webhooks | undefined;
  readonly #events = new Map<string, EventRecord>();
  /** By webhook, then by event. */
  readonly #deliveries = new Map<string, Map<string, Delivery>>();

  async webhooks(): Promise<Webhooks | undefined> {
    return structuredClone(this.#webhooks);
  }

  async replaceWebhooks(webhooks: Webhooks, seen: number): Promise<boolean> {
    if ((this.#webhooks?.version ?? 0) !== seen) return false;
    this.#webhooks = structuredClone(webhooks);
    return true;
  }

  async saveEvent(event: EventRecord): Promise<void> {
    if (!this.#events.has(event.id)) this.#events.set(event.id, structuredClone(event));
  }

  async event(id: string): Promise<EventRecord | undefined> {
    return structuredClone(this.#events.get(id));
  }

  async saveDelivery(delivery: Delivery): Promise<void> {
    const known = this.#deliveries.get(delivery.webhook_id) ?? new Map<string, Delivery>();
    known.set(delivery.event_id, structuredClone(delivery));
    this.#deliveries.set(delivery.webhook_id, known);
  }

  async delivery(webhookId: string, eventId: string): Promise<Delivery | undefined> {
    return structuredClone(this.#deliveries.get(webhookId)?.get(eventId));
  }

  async deliveries(webhookId: string, limit: number): Promise<readonly Delivery[]> {
    const all = [...(this.#deliveries.get(webhookId)?.entries() ?? [])];
    const sorted = all.toSorted(([a], [b]) => (a < b ? 1 : -1)).slice(0, limit);
    return sorted.map(([, delivery]) => structuredClone(delivery));
  }
}
