import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  GetItemCommand,
  PutItemCommand,
  ProvisionedThroughputExceededException,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '../../../local/embedded-dynamo.ts';
import { DynamoMeetings } from '../../../steps/aws/dynamo-meetings.ts';
import { updateMeeting } from '../../../steps/update-meeting.ts';
import type { Meetings } from '../../../steps/ports.ts';
import { aMeeting, ID } from '../../support/meeting.ts';

const TABLE = 'meetings';

describe('the items in the table', () => {
  let embedded: EmbeddedDynamo;
  let meetings: Meetings;

  beforeEach(async () => {
    embedded = await openEmbeddedDynamo({ tableName: TABLE });
    await embedded.createTable();
    meetings = new DynamoMeetings(embedded.client, TABLE);
  });
  afterEach(() => embedded.close());

  const items = async (): Promise<readonly Record<string, unknown>[]> => {
    const { Items = [] } = await embedded.client.send(new ScanCommand({ TableName: TABLE }));
    return Items.map((item) => unmarshall(item));
  };

  it('of a meeting has the row at its top level, and the shelf', async () => {
    await meetings.insert(aMeeting({ accepted: false }));
    expect(await items()).toEqual([{ ...aMeeting({ accepted: false }), shelf: 'open' }]);
    await meetings.replace(aMeeting({ version: 2, status: 'ENDED' }), 1);
    expect(await items()).toEqual([{ ...aMeeting({ version: 2, status: 'ENDED' }), shelf: 'ended' }]);
  });

  it('of a key has no shelf, expires, and does not show the key itself', async () => {
    await meetings.saveIdempotencyRecord('the key', { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 });
    const [item] = await items();
    expect(item).toEqual({
      id: expect.stringMatching(/^key#[0-9a-f]{64}$/),
      body_hash: 'h',
      meeting: aMeeting(),
      expires_at: 1_800_000_000,
    });
  });

  it('of another kind are no meetings', async () => {
    await meetings.saveIdempotencyRecord('the key', { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 });
    const [item] = await items();
    expect(await meetings.find(String(item?.['id']))).toBeUndefined();
  });

  it('a write whose answer is lost, repeated by the SDK, still ends as one change', async () => {
    await meetings.insert(aMeeting());
    loseAnswersTo(PutItemCommand.name, embedded);
    const row = await updateMeeting(meetings, ID, (seen) => (seen.progress ? seen : { ...seen, progress: 'booting' }));
    expect(row).toEqual(aMeeting({ version: 2, progress: 'booting' }));
    expect(await meetings.find(ID)).toEqual(row);
  });

  it('a key whose answer is lost is remembered once', async () => {
    loseAnswersTo(PutItemCommand.name, embedded);
    const value = { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 };
    expect(await meetings.saveIdempotencyRecord('the key', value)).toEqual(value);
    expect(await items()).toHaveLength(1);
  });

  it('trouble of the service comes through as it is', async () => {
    const trouble = new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} });
    embedded.client.middlewareStack.add(
      () => async () => {
        throw trouble;
      },
      { step: 'initialize' },
    );
    await expect(meetings.find(ID)).rejects.toBe(trouble);
    await expect(meetings.insert(aMeeting())).rejects.toBe(trouble);
    await expect(meetings.replace(aMeeting(), 1)).rejects.toBe(trouble);
    await expect(meetings.getMark('m')).rejects.toBe(trouble);
    await expect(meetings.setMark('m', 'x')).rejects.toBe(trouble);
    await expect(meetings.list({ openOrEnded: 'open', limit: 1 })).rejects.toBe(trouble);
  });

  it('are read strongly consistent', async () => {
    const asked: unknown[] = [];
    embedded.client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === GetItemCommand.name) asked.push(args.input);
        return next(args);
      },
      { step: 'initialize' },
    );
    await meetings.find(ID);
    await meetings.findIdempotencyRecord('key');
    expect(asked).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
  });
});

/** The first such call reaches the table, and the client hears nothing of it and asks again, as the SDK does. */
function loseAnswersTo(commandName: string, { client }: EmbeddedDynamo): void {
  let lost = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (lost || context.commandName !== commandName) return answer;
      lost = true;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
}
