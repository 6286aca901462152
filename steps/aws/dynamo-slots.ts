import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { Throttled } from '../domain/errors.ts';
import type { Slots } from '../ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { SLOTS_ID } from './meetings-table.ts';

const Key = { id: { S: SLOTS_ID } };
const NAMES = { '#held': 'held' };

/** Error codes with which DynamoDB did nothing. All claims write one item, and a partition takes 1,000 write units a second. */
const THROTTLES = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']);

/** The slots in use, as a string set in one item of the table of meetings. DynamoDB deletes an empty set. */
export class DynamoSlots implements Slots {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  async claim(slots: readonly string[], max?: number): Promise<boolean> {
    const Values: NonNullable<UpdateItemCommandInput['ExpressionAttributeValues']> = { ':slots': { SS: [...slots] } };
    if (max === undefined) return this.#update({ UpdateExpression: 'ADD #held :slots' }, Values);
    const room = max - slots.length;
    const all = slots.map((_slot, index) => `contains(#held, :slot${index})`).join(' AND ');
    const free = room < 0 ? [] : ['attribute_not_exists(#held)', 'size(#held) <= :room'];
    slots.forEach((slot, index) => (Values[`:slot${index}`] = { S: slot }));
    if (room >= 0) Values[':room'] = { N: String(room) };
    return this.#update(
      { UpdateExpression: 'ADD #held :slots', ConditionExpression: [...free, `(${all})`].join(' OR ') },
      Values,
    );
  }

  async release(slots: readonly string[]): Promise<void> {
    if (slots.length > 0)
      await this.#update({ UpdateExpression: 'DELETE #held :slots' }, { ':slots': { SS: [...slots] } });
  }

  async held(): Promise<readonly string[]> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item?.['held']?.SS ?? [];
  }

  /** Returns false when the condition failed. */
  async #update(
    expressions: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression'>,
    ExpressionAttributeValues: UpdateItemCommandInput['ExpressionAttributeValues'],
  ): Promise<boolean> {
    const input = { TableName: this.#table, Key, ExpressionAttributeNames: NAMES, ExpressionAttributeValues };
    try {
      await this.#client.send(new UpdateItemCommand({ ...input, ...expressions }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      if (error instanceof Error && THROTTLES.has(error.name)) throw new Throttled(error.message, { cause: error });
      throw error;
    }
  }
}

export const slots = adapter(
  { TABLE_NAME: text },
  (env, tools): Slots => new DynamoSlots(tools.traced(new DynamoDBClient(clientConfig)), env.TABLE_NAME),
);
