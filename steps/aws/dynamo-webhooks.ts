import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WebhookStore } from '../telling/ports.ts';
import type { Delivery, EventRecord, Webhooks } from '../telling/webhooks.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { deliveriesOf, eventKey, PARTITIONS } from './records-table.ts';

/** The sort key of an event, which is alone in its partition. */
const EVENT = 'event';

/** Webhooks in one item of an organiser, events in one partition each, deliveries in a partition of their webhook. */
export class DynamoWebhooks implements WebhookStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  webhooks(organiser: string): Promise<Webhooks | undefined> {
    return this.#records.get<Webhooks>(PARTITIONS.webhooks, organiser);
  }

  replaceWebhooks(webhooks: Webhooks, seen: number): Promise<boolean> {
    const expected = seen === 0 ? 'no item' : { version: seen };
    return this.#records.put(PARTITIONS.webhooks, webhooks.organiser, webhooks, expected);
  }

  async saveEvent(event: EventRecord): Promise<void> {
    await this.#records.put(eventKey(event.id), EVENT, event, 'no item');
  }

  event(id: string): Promise<EventRecord | undefined> {
    return this.#records.get<EventRecord>(eventKey(id), EVENT);
  }

  async saveDelivery(delivery: Delivery): Promise<void> {
    await this.#records.put(deliveriesOf(delivery.webhook_id), delivery.event_id, delivery);
  }

  delivery(webhookId: string, eventId: string): Promise<Delivery | undefined> {
    return this.#records.get<Delivery>(deliveriesOf(webhookId), eventId);
  }

  async deliveries(webhookId: string, limit: number): Promise<readonly Delivery[]> {
    const newestFirst = { Limit: limit, ScanIndexForward: false };
    return (await this.#records.list<Delivery>(deliveriesOf(webhookId), newestFirst)).records;
  }
}

export const webhooks = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): WebhookStore =>
    new DynamoWebhooks(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
