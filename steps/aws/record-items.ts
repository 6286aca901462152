import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

type Item = Record<string, AttributeValue>;

/** Whose record it is. */
interface Organised {
  readonly organiser: string;
}

/** What must be true of the stored item: no item, or this version. */
export type Expected = 'no item' | { readonly version: number };

/**
 * Reads and writes whole records of the table of everything that is not a meeting. A caller that spreads the record that it read
 * keeps attributes that this version of the code does not use.
 */
export class RecordItems {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  /** Strongly consistent. */
  async get<T>(pk: string, sk: string): Promise<T | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ pk, sk }), ConsistentRead: true }),
    );
    return Item && toRecord<T>(Item);
  }

  /** Returns false when the stored item is not as expected. Without an expectation, it replaces any item. */
  async put(pk: string, sk: string, record: Organised, expected?: Expected): Promise<boolean> {
    const Item = marshall({ ...record, pk, sk }, { removeUndefinedValues: true });
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ...conditionOf(expected) }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /**
   * The records of an index with this partition key.
   * @param after cursor of the previous page: the key in the index and in the table of its last record
   */
  async listIndexed<T>(
    { name, partitionKey }: { readonly name: string; readonly partitionKey: string },
    value: string,
    { Limit, after }: { readonly Limit: number; readonly after?: Readonly<Record<string, string>> | undefined },
  ): Promise<{ readonly records: readonly T[]; readonly more: boolean }> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: `${partitionKey} = :value`,
        ExpressionAttributeValues: marshall({ ':value': value }),
        ExclusiveStartKey: after && marshall(after),
        Limit,
      }),
    );
    return { records: Items.map((item) => toRecord<T>(item)), more: LastEvaluatedKey !== undefined };
  }

  /** Records of one partition by sort key. @param after cursor of the previous page: the sort key of its last record */
  async list<T>(
    pk: string,
    {
      after,
      ...rest
    }: Pick<QueryCommandInput, 'Limit' | 'ScanIndexForward' | 'ConsistentRead'> & {
      readonly after?: string | undefined;
    },
  ): Promise<{ readonly records: readonly T[]; readonly after?: string }> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk }),
        ExclusiveStartKey: after === undefined ? undefined : marshall({ pk, sk: after }),
        ...rest,
      }),
    );
    const last = LastEvaluatedKey?.['sk']?.S;
    return { records: Items.map((item) => toRecord<T>(item)), ...(last !== undefined && { after: last }) };
  }

  /** Sort keys of the records of one partition that have a value up to the given one in an index. Eventually consistent. */
  async keysUntil(
    index: { readonly name: string; readonly sortKey: string },
    pk: string,
    until: string,
    limit: number,
  ): Promise<readonly string[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: index.name,
        KeyConditionExpression: `pk = :pk AND ${index.sortKey} <= :until`,
        ExpressionAttributeValues: marshall({ ':pk': pk, ':until': until }),
        Limit: limit,
      }),
    );
    return Items.flatMap(({ sk }) => sk?.S ?? []);
  }
}

function conditionOf(expected: Expected | undefined) {
  if (expected === undefined) return {};
  if (expected === 'no item') return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'version = :seen',
    ExpressionAttributeValues: marshall({ ':seen': expected.version }),
  };
}

function toRecord<T>(item: Item): T {
  const { pk: _partition, sk: _sort, ...record } = item;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only put writes these items, and newer code can read items of older code
  return unmarshall(record) as T;
}
