import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '../../local/embedded-dynamo.ts';
import { DynamoMeetings } from '../../steps/aws/dynamo-meetings.ts';
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
