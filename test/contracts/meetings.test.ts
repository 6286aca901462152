import { afterAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { mayFollow, STATUSES } from '../../steps/domain/status.ts';
import type { Meetings } from '../../steps/ports.ts';
import { aMeeting } from '../support/meeting.ts';
import { idOf, meetingsContract } from './meetings.ts';

const TABLE = 'meetings';

async function emptyTable(): Promise<EmbeddedDynamo> {
  const embedded = await openEmbeddedDynamo({ tableName: TABLE });
  await embedded.createTable();
  return embedded;
}

meetingsContract('DynamoMeetings', async () => {
  const { client, close } = await emptyTable();
  return { meetings: new DynamoMeetings(client, TABLE), close };
});

meetingsContract('MemoryMeetings', async () => ({ meetings: new MemoryMeetings() }));

/** One action of a writer, based on the row that it read last. Others may have changed the row since. */
const step = fc.record({
  writer: fc.nat(2),
  row: fc.nat(1),
  what: fc.constantFrom('read', 'insert', ...STATUSES),
  minute: fc.integer({ min: 10, max: 59 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Runs the actions of several writers, each with its own last-read rows. Returns all results of the table. */
async function runSteps(
  meetings: Meetings,
  steps: readonly Step[],
  watch: (id: string) => Promise<void>,
): Promise<unknown[]> {
  const read = new Map<string, Meeting | undefined>();
  const results: unknown[] = [];
  for (const { writer, row, what, minute } of steps) {
    const id = idOf(row);
    const place = `${writer} ${id}`;
    const seen = read.get(place) ?? aMeeting({ id });
    if (what === 'read') {
      const found = await meetings.find(id);
      read.set(place, found);
      results.push(found);
    } else if (what === 'insert') results.push(await meetings.insert(aMeeting({ id })));
    else {
      const next = { ...seen, status: what, version: seen.version + 1, meet_time: `2026-12-01T15:${minute}:00Z` };
      results.push(await meetings.replace(next, seen.version));
    }
    await watch(id);
  }
  for (const openOrEnded of ['open', 'ended'] as const) {
    const { meetings: rows } = await meetings.list({ openOrEnded, limit: 10 });
    results.push(
      rows.map(({ id, meet_time, status }) => `${meet_time} ${id} ${status}`).toSorted((a, b) => a.localeCompare(b)),
    );
  }
  return results;
}

describe('any actions of several writers', () => {
  const opened: EmbeddedDynamo[] = [];
  afterAll(async () => {
    await Promise.all(opened.map(({ close }) => close()));
  });

  it('give the same results in both adapters, and store only moves that the status table allows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const embedded = await emptyTable();
        opened.push(embedded);
        const runs = [new MemoryMeetings(), new DynamoMeetings(embedded.client, TABLE)].map((meetings) => {
          const last = new Map<string, Meeting | undefined>();
          return runSteps(meetings, steps, async (id) => {
            const before = last.get(id);
            const now = await meetings.find(id);
            last.set(id, now);
            if (!before || !now || before.version === now.version) return;
            expect(mayFollow(before.status, now.status)).toBe(true);
            expect(now.version).toBe(before.version + 1);
          });
        });
        const [memory, dynamo] = await Promise.all(runs);
        expect(dynamo).toEqual(memory);
      }),
      { numRuns: 60 },
    );
  });
});
