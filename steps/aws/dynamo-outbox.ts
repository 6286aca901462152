import { DynamoDBClient, type ScanCommandOutput, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { MAIL_ONLY } from '../domain/outbox.ts';
import type { Outbox } from '../telling/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { MEETINGS_TABLE } from './meetings-table.ts';

const SINCE = MEETINGS_TABLE.untold.sortKey;

/** Reads the index of the rows with something to tell, which is empty most of the time. */
export class DynamoOutbox implements Outbox {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#table = tableName;
  }

  untold(before: string, limit: number): Promise<readonly string[]> {
    return this.#ids(`${SINCE} < :before`, { ':before': before }, limit);
  }

  unmailed(before: string, limit: number): Promise<readonly string[]> {
    const values = { ':before': before, ':first': MAIL_ONLY, ':mail': MAIL_ONLY + before };
    return this.#ids(`${SINCE} < :before OR ${SINCE} BETWEEN :first AND :mail`, values, limit);
  }

  async #ids(filter: string, values: Readonly<Record<string, string>>, limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    let start: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page: ScanCommandOutput = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          IndexName: MEETINGS_TABLE.untold.name,
          FilterExpression: filter,
          ExpressionAttributeValues: marshall(values),
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
