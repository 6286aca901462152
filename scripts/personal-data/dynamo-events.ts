import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateScan,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { eventKey } from '../../steps/aws/records-table.ts';
import type { EventRecord } from '../../steps/telling/webhooks.ts';
import type { Events } from './records-of-person.ts';

/** The events in the table of everything that is not a meeting. An event has a partition of its own, so that finding them is a scan. */
export class DynamoEvents implements Events {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async *all(): AsyncGenerator<EventRecord> {
    const pages = paginateScan(
      { client: this.#client },
      {
        TableName: this.#table,
        FilterExpression: 'begins_with(pk, :events)',
        ExpressionAttributeValues: marshall({ ':events': eventKey('') }),
        ConsistentRead: true,
      },
    );
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only DynamoWebhooks writes these items
    for await (const { Items = [] } of pages) for (const item of Items) yield unmarshall(item) as EventRecord;
  }

  /** Writes what `all` returned, with its keys. */
  async replace(event: EventRecord): Promise<void> {
    const Item = marshall(event, { removeUndefinedValues: true });
    const put = new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_exists(pk)' });
    await this.#client.send(put).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }
}
