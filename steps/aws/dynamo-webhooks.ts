import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { WebhookStore } from '../telling/ports.ts';
import type { Delivery, EventRecord, Webhooks } from '../telling/webhooks.ts';
import { ORGANISER } from '../telling/update-webhooks.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { deliveriesOf, eventKey, PARTITIONS } from './records-table.ts';

type Item = Record<string, AttributeValue>;

/** Webhooks in one item of an organiser, events in one partition each, deliveries in a partition of their webhook. */
export class DynamoWebhooks implements WebhookStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  webhooks(): Promise<Webhooks | undefined> {
    return this.#get<Webhooks>(PARTITIONS.webhooks, ORGANISER);
  }

  replaceWebhooks(webhooks: Webhooks, seen: number): Promise<boolean> {
    return this.#put({
      Item: toItem(PARTITIONS.webhooks, ORGANISER, webhooks),
      ...(seen === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :seen', ExpressionAttributeValues: marshall({ ':seen': seen }) }),
    });
  }

  async saveEvent(event: EventRecord): Promise<void> {
    const Item = toItem(eventKey(event.id), EVENT, event);
    await this.#put({ Item, ConditionExpression: 'attribute_not_exists(pk)' });
  }

  event(id: string): Promise<EventRecord | undefined> {
    return this.#get<EventRecord>(eventKey(id), EVENT);
  }

  async saveDelivery(delivery: Delivery): Promise<void> {
    await this.#put({ Item: toItem(deliveriesOf(delivery.webhook_id), delivery.event_id, delivery) });
  }

  delivery(webhookId: string, eventId: string): Promise<Delivery | undefined> {
    return this.#get<Delivery>(deliveriesOf(webhookId), eventId);
  }

  async deliveries(webhookId: string, limit: number): Promise<readonly Delivery[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': deliveriesOf(webhookId) }),
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map((item) => fromItem<Delivery>(item));
  }

  async #get<T>(pk: string, sk: string): Promise<T | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ pk, sk }), ConsistentRead: true }),
    );
    return Item && fromItem<T>(Item);
  }

  async #put(input: Omit<PutItemCommandInput, 'TableName'>): Promise<boolean> {
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, ...input }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/** The sort key of an event, which is alone in its partition. */
const EVENT = 'event';

const toItem = (pk: string, sk: string, record: object): Item =>
  marshall({ ...record, pk, sk }, { removeUndefinedValues: true });

function fromItem<T>(item: Item): T {
  const { pk: _partition, sk: _sort, ...record } = item;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toItem writes these items, and newer code can read items of older code
  return unmarshall(record) as T;
}

export const webhooks = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): WebhookStore =>
    new DynamoWebhooks(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
