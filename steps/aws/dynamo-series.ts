import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isMeetingId } from '../domain/ids.ts';
import type { SeriesPage, SeriesStore } from '../series/ports.ts';
import type { Series } from '../series/series.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { PARTITIONS, RECORDS_TABLE } from './records-table.ts';

/** Series in DynamoDB, all in one partition, by id. */
export class DynamoSeries implements SeriesStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  async find(id: string): Promise<Series | undefined> {
    return isMeetingId(id) ? this.#records.get<Series>(PARTITIONS.series, id) : undefined;
  }

  insert(series: Series): Promise<boolean> {
    return this.#records.put(PARTITIONS.series, series.id, series, 'no item');
  }

  replace(series: Series, seen: number): Promise<boolean> {
    return this.#records.put(PARTITIONS.series, series.id, series, { version: seen });
  }

  async list({ limit, after }: { limit: number; after?: string | undefined }): Promise<SeriesPage> {
    const { records, ...cursor } = await this.#records.list<Series>(PARTITIONS.series, { Limit: limit, after });
    return { series: records, ...cursor };
  }

  unmailed(until: string, limit: number): Promise<readonly string[]> {
    return this.#records.keysUntil(RECORDS_TABLE.untold, PARTITIONS.series, until, limit);
  }
}

export const series = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): SeriesStore => new DynamoSeries(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
