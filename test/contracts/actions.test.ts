import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryActions } from '../../simulation/world/memory/actions.ts';
import { DynamoActions } from '../../steps/aws/dynamo-actions.ts';
import { actionsContract } from './actions.ts';

const TABLE = 'records';

actionsContract('DynamoActions', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  await createRecordsTable(TABLE);
  return { actions: new DynamoActions(client, TABLE), close };
});

actionsContract('MemoryActions', async () => ({ actions: new MemoryActions() }));
