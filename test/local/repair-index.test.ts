import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { create } from 'dynalite/db/index.js';
import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { toListed } from '../../steps/domain/listed-meeting.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { aMeeting, ID, iso } from '../support/meeting.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'elephant-'));
});
afterEach(() => rm(path, { recursive: true }));

type Store = ReturnType<typeof create>['db'];
type Entry = readonly [key: string, value: Readonly<Record<string, unknown>>];

/** Changes the store while nothing else has it open, as a write that was interrupted leaves it. */
async function tamper(change: (store: Store, items: readonly Entry[], index: readonly Entry[]) => Promise<void>) {
  const { db } = create({ path });
  await db.open();
  const below = async (prefix: string) => (await db.iterator({ gte: prefix, lt: `${prefix}\uFFFF` }).all()) as Entry[];
  await change(db, await below('item-meetings~'), await below('index-global~meetings'));
  await db.close();
}

/** Opens the table; returns what it holds, what it lists, and how many index entries were repaired. */
async function open(act: (meetings: DynamoMeetings) => Promise<unknown> = async () => undefined) {
  let repaired = 0;
  const disk = { report: () => undefined, repaired: (entries: number) => void (repaired = entries) };
  const { client, createTable, close } = await openEmbeddedDynamo({ path, tableName: 'meetings', disk });
  await createTable();
  const meetings = new DynamoMeetings(client, 'meetings');
  await act(meetings);
  const list = async (openOrEnded: 'open' | 'ended') => (await meetings.list({ openOrEnded, limit: 100 })).meetings;
  const result = { row: await meetings.find(ID), open: await list('open'), ended: await list('ended'), repaired };
  await close();
  return result;
}

const other = aMeeting({ id: 'other00000000000', meet_time: iso(90) });
const rows = async (meetings: DynamoMeetings): Promise<void> => {
  for (const row of [aMeeting(), other]) await meetings.insert(row);
};
const lists = (...meetings: readonly Meeting[]) => ({ open: meetings.map(toListed), ended: [] });

describe('a write that stopped between an index entry and its row', () => {
  it('of a new meeting leaves no meeting in the list', async () => {
    await open(rows);
    await tamper((store, items) =>
      store.batch([{ type: 'del', key: items.find(([key]) => !isOther(key, items))![0] }]),
    );
    expect(await open()).toEqual({ row: undefined, ...lists(other), repaired: 1 });
    expect(await open()).toMatchObject({ repaired: 0 });
  });

  it('that moved a meeting leaves it at its time, once', async () => {
    await open(rows);
    let before: Entry[] = [];
    await tamper(async (_, items) => void (before = [...items]));
    await open((meetings) => meetings.replace(aMeeting({ meet_time: iso(200), version: 2 }), 1));
    await tamper((store) => store.batch(before.map(([key, value]) => ({ type: 'put', key, value }))));
    expect(await open()).toEqual({ row: aMeeting(), ...lists(aMeeting(), other), repaired: 2 });
  });

  it('that ended a meeting leaves it open', async () => {
    await open(rows);
    let before: Entry[] = [];
    await tamper(async (_, items) => void (before = [...items]));
    await open((meetings) => meetings.replace(aMeeting({ status: 'ENDED', outcome: 'CANCELLED', version: 2 }), 1));
    await tamper((store) => store.batch(before.map(([key, value]) => ({ type: 'put', key, value }))));
    expect(await open()).toEqual({ row: aMeeting(), ...lists(aMeeting(), other), repaired: 2 });
  });

  it('after the former entry was deleted leaves the meeting in the list', async () => {
    await open(rows);
    await tamper((store, _, index) => store.batch(index.map(([key]) => ({ type: 'del', key }))));
    expect(await open()).toEqual({ row: aMeeting(), ...lists(aMeeting(), other), repaired: 2 });
  });
});

const isOther = (key: string, items: readonly Entry[]): boolean =>
  JSON.stringify(items.find(([each]) => each === key)?.[1]).includes(other.id);
