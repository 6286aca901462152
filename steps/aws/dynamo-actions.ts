import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ActionRecord, ActionStore } from '../actions/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { actionsOf } from './records-table.ts';

/** Numbers as sort keys of a fixed width. */
const sortKey = (number: number): string => String(number).padStart(9, '0');

/** The actions of a meeting in a partition of their own, by number. */
export class DynamoActions implements ActionStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  async save(record: ActionRecord): Promise<void> {
    await this.#records.put(actionsOf(record.meeting_id), sortKey(record.action.number), record, 'no item');
  }

  async list(meetingId: string, { after, limit }: Parameters<ActionStore['list']>[1]) {
    const page = { Limit: limit, ConsistentRead: true, after: sortKey(after) };
    const found = await this.#records.list<ActionRecord>(actionsOf(meetingId), page);
    return { actions: found.records.map(({ action }) => action), more: found.after !== undefined };
  }
}

export const actions = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): ActionStore =>
    new DynamoActions(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
