import { DynamoDBClient, type ScanCommandOutput, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Outbox } from '../telling/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { MEETINGS_TABLE } from './meetings-table.ts';

/** Reads the index of the rows with untold events, which is empty most of the time. */
export class DynamoOutbox implements Outbox {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  async untold(before: string, limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    let start: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page: ScanCommandOutput = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          IndexName: MEETINGS_TABLE.untold.name,
          FilterExpression: `${MEETINGS_TABLE.untold.sortKey} < :before`,
          ExpressionAttributeValues: marshall({ ':before': before }),
          ExclusiveStartKey: start,
        }),
      );
      for (const { id } of page.Items ?? []) if (id?.S !== undefined) ids.push(id.S);
      start = page.LastEvaluatedKey;
    } while (start !== undefined && ids.length < limit);
    return ids.slice(0, limit);
  }
}

export const outbox = adapter(
  { TABLE_NAME: text },
  (env, tools): Outbox => new DynamoOutbox(tools.traced(new DynamoDBClient(clientConfig)), env.TABLE_NAME),
);
