import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryCalendars } from '../../simulation/world/memory/calendars.ts';
import { DynamoCalendars } from '../../steps/aws/dynamo-calendars.ts';
import { calendarsContract } from './calendars.ts';

const TABLE = 'records';

calendarsContract('DynamoCalendars', async () => {
  const { client, createRecordsTable, close } = await openEmbeddedDynamo({ tableName: 'meetings' });
  await createRecordsTable(TABLE);
  return { calendars: new DynamoCalendars(client, TABLE), close };
});

calendarsContract('MemoryCalendars', async () => ({ calendars: new MemoryCalendars() }));
