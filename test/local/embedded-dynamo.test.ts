import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { aSeries } from '../support/series.ts';
import { DynamoSeries } from '../../steps/aws/dynamo-series.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
import { StorageUnavailable } from '../../steps/domain/errors.ts';
import { aMeeting, ID } from '../support/meeting.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'elephant-'));
});
afterEach(() => rm(path, { recursive: true }));

it('keeps its items when the directory is opened again', async () => {
  const first = await openEmbeddedDynamo({ path, tableName: 'meetings' });
  await first.createTable();
  await new DynamoMeetings(first.client, 'meetings').insert(aMeeting());
  await first.close();

  const second = await openEmbeddedDynamo({ path, tableName: 'meetings' });
  await second.createTable();
  expect(await new DynamoMeetings(second.client, 'meetings').find(ID)).toEqual(aMeeting());
  await second.close();
});

it('moves the items of a table of an earlier version', async () => {
  const first = await openEmbeddedDynamo({ path, tableName: 'former' });
  await first.createTable();
  await new DynamoMeetings(first.client, 'former').insert(aMeeting());
  await first.close();

  const second = await openEmbeddedDynamo({ path, tableName: 'meetings', formerNames: ['former'] });
  await second.createTable();
  const meetings = new DynamoMeetings(second.client, 'meetings');
  expect(await meetings.find(ID)).toEqual(aMeeting());
  expect((await meetings.list({ openOrEnded: 'open', limit: 9 })).meetings).toHaveLength(1);
  await second.createTable();
  await second.close();
});

it('moves the records of an earlier version, whose table had no index', async () => {
  const first = await openEmbeddedDynamo({ path, tableName: 'meetings' });
  await first.createRecordsTable('former');
  await new DynamoSeries(first.client, 'former').insert(aSeries({ organiser: 'ada' }));
  await first.close();

  const second = await openEmbeddedDynamo({ path, tableName: 'meetings' });
  await second.createRecordsTable('records', ['former']);
  await second.createRecordsTable('records', ['former']);
  const { series } = await new DynamoSeries(second.client, 'records').list({ limit: 9, organiser: 'ada' });
  expect(series).toEqual([aSeries({ organiser: 'ada' })]);
  await second.close();
});

it('says in one sentence why its files cannot be opened', async () => {
  await writeFile(join(path, 'CURRENT'), 'nothing');
  const opened = openEmbeddedDynamo({ path, tableName: 'meetings' });
  await expect(opened).rejects.toThrow(StorageUnavailable);
  await expect(opened).rejects.toThrow(/^the table cannot be opened: Corruption: [^\n]+$/);
});
