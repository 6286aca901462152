import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryWebhooks } from '../../simulation/world/memory/webhooks.ts';
import { DynamoWebhooks } from '../../steps/aws/dynamo-webhooks.ts';
import { webhooksContract } from './webhooks.ts';

const TABLE = 'records';

webhooksContract('DynamoWebhooks', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  await createRecordsTable(TABLE);
  return { webhooks: new DynamoWebhooks(client, TABLE), close };
});

webhooksContract('MemoryWebhooks', async () => ({ webhooks: new MemoryWebhooks() }));
