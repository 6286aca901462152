import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Days } from '../overview/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { dayId } from './meetings-table.ts';

const NAMES = { '#ended': 'ended' };

/** Ended meetings, as a string set in one item for each day, in the table of meetings. An item has at most 400 KB. */
export class DynamoDays implements Days {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  async add(day: string, entry: string): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: dayId(day) } },
          UpdateExpression: 'ADD #ended :entry',
          ExpressionAttributeNames: NAMES,
          ExpressionAttributeValues: { ':entry': { SS: [entry] } },
        }),
      );
      return true;
    } catch (error) {
      if (isFull(error)) return false;
      throw error;
    }
  }

  async of(day: string): Promise<readonly string[]> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: { id: { S: dayId(day) } } }),
    );
    return Item?.['ended']?.SS ?? [];
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);

export const days = adapter(
  { TABLE_NAME: text },
  (env, tools): Days => new DynamoDays(tools.traced(new DynamoDBClient(clientConfig)), env.TABLE_NAME),
);
