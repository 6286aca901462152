import { meetingOfEvent } from '../../../steps/telling/events.ts';
import type { WebhookStore } from '../../../steps/telling/ports.ts';
import type { Delivery, EventRecord, Webhooks } from '../../../steps/telling/webhooks.ts';

/** Webhooks, events and deliveries in memory. Records are immutable, so they are not copied. */
export class MemoryWebhooks implements WebhookStore {
  readonly #webhooks = new Map<string, Webhooks>();
  readonly #events = new Map<string, EventRecord>();
  /** Ids by meeting. */
  readonly #eventsOf = new Map<string, string[]>();
  /** By webhook, then by event. */
  readonly #deliveries = new Map<string, Map<string, Delivery>>();

  /** Deletes the events and deliveries of a meeting. Not part of the port. */
  forget(meetingId: string): void {
    for (const id of this.#eventsOf.get(meetingId) ?? [])
      for (const stored of [this.#events, ...this.#deliveries.values()]) stored.delete(id);
    this.#eventsOf.delete(meetingId);
  }

  async webhooks(organiser: string): Promise<Webhooks | undefined> {
    return this.#webhooks.get(organiser);
  }

  async replaceWebhooks(webhooks: Webhooks, seen: number): Promise<boolean> {
    if ((this.#webhooks.get(webhooks.organiser)?.version ?? 0) !== seen) return false;
    this.#webhooks.set(webhooks.organiser, webhooks);
    return true;
  }

  async saveEvent(event: EventRecord): Promise<void> {
    const { id } = event;
    if (this.#events.has(id)) return;
    this.#events.set(id, event);
    const meetingId = meetingOfEvent(id);
    this.#eventsOf.set(meetingId, [...(this.#eventsOf.get(meetingId) ?? []), id]);
  }

  async event(id: string): Promise<EventRecord | undefined> {
    return this.#events.get(id);
  }

  async saveDelivery(delivery: Delivery): Promise<void> {
    const known = this.#deliveries.get(delivery.webhook_id) ?? new Map<string, Delivery>();
    known.set(delivery.event_id, delivery);
    this.#deliveries.set(delivery.webhook_id, known);
  }

  async delivery(webhookId: string, eventId: string): Promise<Delivery | undefined> {
    return this.#deliveries.get(webhookId)?.get(eventId);
  }

  async deliveries(webhookId: string, limit: number): Promise<readonly Delivery[]> {
    const all = [...(this.#deliveries.get(webhookId)?.entries() ?? [])];
    const sorted = all.toSorted(([a], [b]) => (a < b ? 1 : -1)).slice(0, limit);
    return sorted.map(([, delivery]) => delivery);
  }
}
