import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import inject from 'light-my-request';
import { MEETINGS_TABLE } from '../steps/aws/meetings-table.ts';

type RequestHandler = NonNullable<DynamoDBClientConfig['requestHandler']>;

/** What of the SDK's request counts here: DynamoDB's are all POST, with JSON in the body. */
interface SdkRequest {
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface EmbeddedDynamo {
  /** An ordinary SDK client; its calls are answered in this process, without a socket. */
  readonly client: DynamoDBClient;
  /** Creates the table of meetings, or finds it. */
  readonly createTable: () => Promise<void>;
  /** Lets go of the data folder. A kill needs no such thing: what was answered is with the operating system (a power cut may lose it). */
  readonly close: () => Promise<void>;
}

/**
 * DynamoDB's stand-in in this process: the adapter that runs on AWS runs on it unchanged.
 * @param options.path the folder for its data; in memory without. One process at a time.
 */
export async function openEmbeddedDynamo(options: { path?: string; tableName: string }): Promise<EmbeddedDynamo> {
  const { path, tableName } = options;
  const server = dynalite({ ...(path !== undefined && { path }), createTableMs: 0 });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://embedded',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: answeredBy((request, response) => server.emit('request', request, response)),
  });
  return {
    client,
    createTable: () => createTable(client, tableName),
    async close() {
      client.destroy();
      if (path !== undefined) await closeStore(server);
    },
  };
}

/** The SDK's way out, led straight to a listener for HTTP requests. */
const answeredBy = (listener: RequestListener): RequestHandler => ({
  async handle({ method, path, headers, body }: SdkRequest) {
    const answer = await inject(listener, { method, url: path, headers, payload: Buffer.copyBytesFrom(body) });
    const answered = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
    return {
      response: { statusCode: answer.statusCode, headers: Object.fromEntries(answered), body: answer.rawPayload },
    };
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const { partitionKey, index } = MEETINGS_TABLE;
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [partitionKey, index.partitionKey, index.sortKey].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: index.name,
            KeySchema: [
              { AttributeName: index.partitionKey, KeyType: 'HASH' },
              { AttributeName: index.sortKey, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await untilActive(client, TableName);
}

const PATIENCE = 500;

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (let look = 0; look < PATIENCE; look++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await wait(5);
  }
  throw new Error(`table ${TableName} was left half made by a process that was killed: delete its folder, it is empty`);
}

/** dynalite lets go of its files only as the last part of closing a server that listens. */
async function closeStore(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
