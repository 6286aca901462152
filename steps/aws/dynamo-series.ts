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
import { isMeetingId } from '../domain/ids.ts';
import type { SeriesPage, SeriesStore } from '../series/ports.ts';
import type { Series } from '../series/series.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { PARTITIONS } from './records-table.ts';

type Item = Record<string, AttributeValue>;

/** Series in DynamoDB, all in one partition, by id. Writes whole rows, with attributes that this version does not use. */
export class DynamoSeries implements SeriesStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  async find(id: string): Promise<Series | undefined> {
    if (!isMeetingId(id)) return undefined;
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item && toSeries(Item);
  }

  insert(series: Series): Promise<boolean> {
    return this.#put({ Item: toItem(series), ConditionExpression: 'attribute_not_exists(pk)' });
  }

  replace(series: Series, seen: number): Promise<boolean> {
    return this.#put({
      Item: toItem(series),
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: marshall({ ':seen': seen }),
    });
  }

  async list({ limit, after }: { limit: number; after?: string | undefined }): Promise<SeriesPage> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': PARTITIONS.series }),
        Limit: limit,
        ExclusiveStartKey: after === undefined ? undefined : keyOf(after),
      }),
    );
    const last = LastEvaluatedKey?.['sk']?.S;
    return { series: Items.map(toSeries), ...(last !== undefined && { after: last }) };
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

const keyOf = (id: string): Item => marshall({ pk: PARTITIONS.series, sk: id });

const toItem = (series: Series): Item =>
  marshall({ ...series, pk: PARTITIONS.series, sk: series.id }, { removeUndefinedValues: true });

function toSeries(item: Item): Series {
  const { pk: _partition, sk: _id, ...row } = item;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toItem writes these items, and newer code can read items of older code
  return unmarshall(row) as Series;
}

export const series = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): SeriesStore => new DynamoSeries(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
