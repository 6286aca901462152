import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryReadyTimes } from '../../simulation/world/memory/ready-times.ts';
import { DynamoReadyTimes } from '../../steps/aws/dynamo-ready-times.ts';
import { readyTimesContract } from './ready-times.ts';

const TABLE = 'records';

readyTimesContract('DynamoReadyTimes', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  await createRecordsTable(TABLE);
  return { readyTimes: new DynamoReadyTimes(client, TABLE), close };
});

readyTimesContract('MemoryReadyTimes', async () => ({ readyTimes: new MemoryReadyTimes() }));
