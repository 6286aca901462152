import { describe, expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryDays } from '../../simulation/world/memory/days.ts';
import { DynamoDays } from '../../steps/aws/dynamo-days.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { dayId } from '../../steps/aws/meetings-table.ts';
import { daysContract } from './days.ts';

const TABLE = 'meetings';

async function emptyTable() {
  const embedded = await openEmbeddedDynamo({ tableName: TABLE });
  await embedded.createTable();
  return embedded;
}

daysContract('DynamoDays', async () => {
  const { client, close } = await emptyTable();
  return { days: new DynamoDays(client, TABLE), close };
});

daysContract('MemoryDays', async () => ({ days: new MemoryDays() }));

describe('DynamoDays', () => {
  it('says that a day is full, and fails for every other error', async () => {
    const { client, close } = await emptyTable();
    const days = new DynamoDays(client, TABLE);
    const full = 'Item size to update has exceeded the maximum allowed size';
    let fault = Object.assign(new Error(full), { name: 'ValidationException' });
    client.middlewareStack.add(() => () => Promise.reject(fault), { step: 'initialize' });
    expect(await days.add('2026-12-01', 'a')).toBe(false);
    fault = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    await expect(days.add('2026-12-01', 'a')).rejects.toThrow('slow down');
    await close();
  });

  it('keeps its items out of the lists of meetings', async () => {
    const { client, close } = await emptyTable();
    const meetings = new DynamoMeetings(client, TABLE);
    await new DynamoDays(client, TABLE).add('2026-12-01', 'a');
    expect(await meetings.list({ openOrEnded: 'ended', limit: 10 })).toEqual({ meetings: [] });
    expect(await meetings.find(dayId('2026-12-01'))).toBeUndefined();
    await close();
  });
});
