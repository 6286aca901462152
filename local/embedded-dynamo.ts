import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  paginateScan,
  PutItemCommand,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { MEETINGS_TABLE } from '../steps/aws/meetings-table.ts';
import { RECORDS_TABLE } from '../steps/aws/records-table.ts';
import { type Disk, TableEngine } from './table-engine.ts';

type RequestHandler = NonNullable<DynamoDBClientConfig['requestHandler']>;

/** The part of an SDK request that is used here. DynamoDB requests are always POST, with JSON in the body. */
interface SdkRequest {
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface EmbeddedDynamo {
  /** A standard SDK client; its calls stay in this process, without a socket. */
  readonly client: DynamoDBClient;
  /** Creates the meetings table unless it exists, and moves the items of `formerNames` into it. */
  readonly createTable: () => Promise<void>;
  /** Creates the table of everything that is not a meeting unless it exists, and moves the items of former tables into it. */
  readonly createRecordsTable: (tableName: string, formerNames?: readonly string[]) => Promise<void>;
  /** Closes the data folder. After a kill, completed writes are still there; a power failure can lose them. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a DynamoDB engine in this process, for the DynamoDB adapter that also runs on AWS.
 * @param options.path the folder for its data, for one process at a time; without it, data stays in memory
 * @param options.formerNames tables of earlier versions, whose indexes have another form: dynalite cannot change an index
 */
export async function openEmbeddedDynamo(options: {
  path?: string;
  tableName: string;
  formerNames?: readonly string[];
  disk?: Disk;
}): Promise<EmbeddedDynamo> {
  const { path, tableName, formerNames = [], disk = { report: () => undefined, repaired: () => undefined } } = options;
  const engine = await TableEngine.open(path, disk);
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://embedded',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: handledBy(engine),
  });
  return {
    client,
    async createTable() {
      await createIfMissing(client, meetingsTable(tableName));
      for (const former of formerNames) await moveItems(client, former, tableName);
    },
    async createRecordsTable(name, former = []) {
      await createIfMissing(client, recordsTable(name));
      for (const one of former) await moveItems(client, one, name);
    },
    async close() {
      client.destroy();
      await engine.close();
    },
  };
}

/** Passes SDK requests to the engine, without a socket. */
const handledBy = (engine: TableEngine): RequestHandler => ({
  async handle({ method, path, headers, body }: SdkRequest) {
    const response = await engine.call({ method, url: path, headers, payload: Buffer.copyBytesFrom(body) });
    const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
    return {
      response: { statusCode: response.statusCode, headers: Object.fromEntries(entries), body: response.rawPayload },
    };
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

function meetingsTable(TableName: string): CreateTableCommandInput {
  const { partitionKey, index, owned, untold } = MEETINGS_TABLE;
  const Projection = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.others] };
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts(partitionKey, index.partitionKey, index.sortKey, owned.partitionKey, untold.sortKey),
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      { ...indexKeys(index), Projection },
      { ...indexKeys(owned), Projection },
      { ...indexKeys(untold), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  };
}

const indexKeys = ({ name, partitionKey, sortKey }: Readonly<Record<'name' | 'partitionKey' | 'sortKey', string>>) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ],
});

function recordsTable(TableName: string): CreateTableCommandInput {
  const { partitionKey, sortKey, untold, seriesOf } = RECORDS_TABLE;
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts(partitionKey, sortKey, untold.sortKey, seriesOf.partitionKey, seriesOf.sortKey),
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      { AttributeName: sortKey, KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      { ...indexKeys({ ...untold, partitionKey }), Projection: { ProjectionType: 'KEYS_ONLY' } },
      { ...indexKeys(seriesOf), Projection: { ProjectionType: 'ALL' } },
    ],
  };
}

const texts = (...names: string[]): CreateTableCommandInput['AttributeDefinitions'] =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

async function createIfMissing(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await untilActive(client, input.TableName!);
}

/** Repeatable: after a kill, nothing was written to the new table before the former one is deleted. */
async function moveItems(client: DynamoDBClient, from: string, to: string): Promise<void> {
  try {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: from }))
      for (const Item of Items) await client.send(new PutItemCommand({ TableName: to, Item }));
    await client.send(new DeleteTableCommand({ TableName: from }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

const MAX_POLLS = 500;

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await wait(5);
  }
  throw new Error(
    `table ${TableName} is incomplete: a process was killed while creating it. Delete its folder, which has no data`,
  );
}
