import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ReadyTimes, ReadyTimesRecord } from '../readiness/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { PARTITIONS } from './records-table.ts';

/** One item for each kind of hosts and image. */
export class DynamoReadyTimes implements ReadyTimes {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  find(boot: string): Promise<ReadyTimesRecord | undefined> {
    return this.#records.get<ReadyTimesRecord>(PARTITIONS.readyTimes, boot);
  }

  replace(boot: string, record: ReadyTimesRecord, seen: number): Promise<boolean> {
    return this.#records.put(PARTITIONS.readyTimes, boot, record, seen === 0 ? 'no item' : { version: seen });
  }
}

export const readyTimes = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): ReadyTimes =>
    new DynamoReadyTimes(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
