import { describe, expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemorySlots } from '../../simulation/world/memory/slots.ts';
import { DynamoSlots } from '../../steps/aws/dynamo-slots.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { Throttled } from '../../steps/domain/errors.ts';
import { SLOTS_ID } from '../../steps/aws/meetings-table.ts';
import { slotsContract } from './slots.ts';

const TABLE = 'meetings';

async function emptyTable() {
  const embedded = await openEmbeddedDynamo({ tableName: TABLE });
  await embedded.createTable();
  return embedded;
}

slotsContract('DynamoSlots', async () => {
  const { client, close } = await emptyTable();
  return { slots: new DynamoSlots(client, TABLE), close };
});

slotsContract('MemorySlots', async () => ({ slots: new MemorySlots() }));

describe('DynamoSlots', () => {
  it.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
    'reports %s as Throttled, which the workflow retries with jitter',
    async (code) => {
      const { client, close } = await emptyTable();
      const fault = Object.assign(new Error('slow down'), { name: code });
      client.middlewareStack.add(() => () => Promise.reject(fault), { step: 'initialize' });
      const slots = new DynamoSlots(client, TABLE);
      await expect(slots.claim(['a#room'], 1)).rejects.toThrow(Throttled);
      await expect(slots.release(['a#room'])).rejects.toThrow(Throttled);
      await close();
    },
  );

  it('keeps its item out of the lists of meetings', async () => {
    const { client, close } = await emptyTable();
    const meetings = new DynamoMeetings(client, TABLE);
    await new DynamoSlots(client, TABLE).claim(['a#room'], 1);
    expect(await meetings.list({ openOrEnded: 'open', limit: 10 })).toEqual({ meetings: [] });
    expect(await meetings.find(SLOTS_ID)).toBeUndefined();
    await close();
  });
});
