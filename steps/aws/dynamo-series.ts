import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isMeetingId } from '../domain/ids.ts';
import { ORGANISER } from '../domain/organisers.ts';
import type { SeriesPage, SeriesQuery, SeriesStore } from '../series/ports.ts';
import type { Series } from '../series/series.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { PARTITIONS, RECORDS_TABLE } from './records-table.ts';

/** Series in DynamoDB, all in one partition, by id; an index has those of each organiser. */
export class DynamoSeries implements SeriesStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  async find(id: string): Promise<Series | undefined> {
    const item = isMeetingId(id) ? await this.#records.get<Item>(PARTITIONS.series, id) : undefined;
    return item && toSeries(item);
  }

  insert(series: Series): Promise<boolean> {
    return this.#records.put(PARTITIONS.series, series.id, toItem(series), 'no item');
  }

  replace(series: Series, seen: number): Promise<boolean> {
    return this.#records.put(PARTITIONS.series, series.id, toItem(series), { version: seen });
  }

  async list({ limit, after, organiser }: SeriesQuery): Promise<SeriesPage> {
    if (organiser !== undefined) return this.#ofOrganiser(organiser, limit, after);
    const { records, ...cursor } = await this.#records.list<Item>(PARTITIONS.series, { Limit: limit, after });
    return { series: records.map(toSeries), ...cursor };
  }

  unmailed(until: string, limit: number): Promise<readonly string[]> {
    return this.#records.keysUntil(RECORDS_TABLE.untold, PARTITIONS.series, until, limit);
  }

  async #ofOrganiser(organiser: string, limit: number, after: string | undefined): Promise<SeriesPage> {
    const { seriesOf } = RECORDS_TABLE;
    const start =
      after === undefined ? undefined : { pk: PARTITIONS.series, sk: after, series_of: organiser, id: after };
    const { records, more } = await this.#records.listIndexed<Item>(seriesOf, organiser, {
      Limit: limit,
      after: start,
    });
    const series = records.map(toSeries);
    return { series, ...(more && { after: series.at(-1)!.id }) };
  }
}

type Item = Series & { readonly series_of?: string };

const toItem = (series: Series): Item =>
  series.organiser === ORGANISER ? series : { ...series, series_of: series.organiser };

/** Without the key of the index. */
function toSeries({ series_of: _derived, ...series }: Item): Series {
  return series;
}

export const series = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): SeriesStore => new DynamoSeries(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
