import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import { MemoryOutbox } from '../../simulation/world/memory/outbox.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { DynamoOutbox } from '../../steps/aws/dynamo-outbox.ts';
import { outboxContract } from './outbox.ts';

const TABLE = 'meetings';

outboxContract('DynamoOutbox', async () => {
  const { client, createTable, close } = await openEmbeddedDynamo({ tableName: TABLE });
  await createTable();
  return { meetings: new DynamoMeetings(client, TABLE), outbox: new DynamoOutbox(client, TABLE), close };
});

outboxContract('MemoryOutbox', async () => {
  const meetings = new MemoryMeetings();
  return { meetings, outbox: new MemoryOutbox(meetings) };
});
