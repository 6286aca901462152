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

  it('of a meeting have the fields of the row, and the shelf', async () => {
    await meetings.insert(aMeeting({ accepted: false }));
    expect(await items()).toEqual([{ ...aMeeting({ accepted: false }), shelf: 'open' }]);
    await meetings.replace(aMeeting({ version: 2, status: 'ENDED' }), 1);
    expect(await items()).toEqual([{ ...aMeeting({ version: 2, status: 'ENDED' }), shelf: 'ended' }]);
  });

  it('of a meeting make only a writer wait that another one preceded, so that many writers do not meet again', async () => {
    let waits = 0;
    const patient = new DynamoMeetings(embedded.client, TABLE, async () => void (waits += 1));
    await patient.insert(aMeeting());
    expect([await patient.replace(aMeeting({ version: 2 }), 1), waits]).toEqual([true, 0]);
    expect([await patient.replace(aMeeting({ version: 2 }), 1), waits]).toEqual([false, 1]);
  });

  it('of an idempotency key have no shelf, expire, and do not contain the key', async () => {
    await meetings.saveIdempotencyRecord('the key', { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 });
    const [item] = await items();
    expect(item).toEqual({
      id: expect.stringMatching(/^key#[0-9a-f]{64}$/),
      body_hash: 'h',
      meeting: aMeeting(),
      expires_at: 1_800_000_000,
    });
  });

  it('of idempotency keys cannot be found as meetings', async () => {
    await meetings.saveIdempotencyRecord('the key', { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 });
    const [item] = await items();
    expect(await meetings.find(String(item?.['id']))).toBeUndefined();
  });

  it('change once when the SDK repeats a write after a lost response', async () => {
    await meetings.insert(aMeeting());
    loseResponsesOf(PutItemCommand.name, embedded);
    const row = await updateMeeting(meetings, ID, (seen) => (seen.progress ? seen : { ...seen, progress: 'booting' }));
    expect(row).toEqual(aMeeting({ version: 2, progress: 'booting' }));
    expect(await meetings.find(ID)).toEqual(row);
  });

  it('have one idempotency key after a lost response', async () => {
    loseResponsesOf(PutItemCommand.name, embedded);
    const value = { bodyHash: 'h', meeting: aMeeting(), expiresAt: 1_800_000_000 };
    expect(await meetings.saveIdempotencyRecord('the key', value)).toEqual(value);
    expect(await items()).toHaveLength(1);
  });

  it('rethrow errors of the service unchanged', async () => {
    const failure = new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} });
    embedded.client.middlewareStack.add(
      () => async () => {
        throw failure;
      },
      { step: 'initialize' },
    );
    await expect(meetings.find(ID)).rejects.toBe(failure);
    await expect(meetings.insert(aMeeting())).rejects.toBe(failure);
    await expect(meetings.replace(aMeeting(), 1)).rejects.toBe(failure);
    await expect(meetings.getMark('m')).rejects.toBe(failure);
    await expect(meetings.setMark('m', 'x')).rejects.toBe(failure);
    await expect(meetings.list({ openOrEnded: 'open', limit: 1 })).rejects.toBe(failure);
  });

  it('are read with strong consistency', async () => {
    const requests: unknown[] = [];
    embedded.client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === GetItemCommand.name) requests.push(args.input);
        return next(args);
      },
      { step: 'initialize' },
    );
    await meetings.find(ID);
    await meetings.findIdempotencyRecord('key');
    expect(requests).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true }]);
  });
});

/** The first such call reaches the table, but its response is lost, and the SDK repeats it. */
function loseResponsesOf(commandName: string, { client }: EmbeddedDynamo): void {
  let lost = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const response = await next(args);
      if (lost || context.commandName !== commandName) return response;
      lost = true;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
}
