import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { cursorAt, parseCursor } from '../domain/cursors.ts';
import { isMeetingId } from '../domain/ids.ts';
import type { ListedMeeting } from '../domain/listed-meeting.ts';
import type { Meeting } from '../domain/meeting.ts';
import { allowedBefore } from '../domain/status.ts';
import type { MeetingPage, MeetingQuery, Meetings } from '../ports.ts';
import type { IdempotencyRecord } from '../domain/idempotency-record.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { MEETINGS_TABLE, markId, openOrEndedOf, ownerShelf } from './meetings-table.ts';

type Item = Record<string, AttributeValue>;

const FREE = 'attribute_not_exists(id)';

/** Milliseconds of real time after a write that another one preceded. A read and a write take about 10. */
const LONGEST_JITTER = 100;
const shortly = (): Promise<unknown> => setTimeout(Math.random() * LONGEST_JITTER);

/**
 * Meetings in DynamoDB. Writes whole rows; a caller that spreads the row it read keeps attributes that this version of
 * the code does not use. Errors of the service are rethrown unchanged.
 */
export class DynamoMeetings implements Meetings {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #jitter: () => Promise<unknown>;

  /** @param jitter waits for a random time */
  constructor(client: DynamoDBClient, tableName: string, jitter: () => Promise<unknown> = shortly) {
    this.#client = client;
    this.#table = tableName;
    this.#jitter = jitter;
  }

  async find(id: string): Promise<Meeting | undefined> {
    // Excludes the other items of the table, whose ids have another form.
    if (!isMeetingId(id)) return undefined;
    const item = await this.#get(id);
    return item && toMeeting(item);
  }

  insert(meeting: Meeting): Promise<boolean> {
    return this.#put({ Item: toItem(meeting), ConditionExpression: FREE });
  }

  async replace(meeting: Meeting, seen: number): Promise<boolean> {
    const before = allowedBefore(meeting.status).map((status, index) => [`:status${index}`, status] as const);
    const isWritten = await this.#put({
      Item: toItem(meeting),
      ConditionExpression: `version = :seen AND #status IN (${before.map(([name]) => name).join(', ')})`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':seen': seen, ...Object.fromEntries(before) }),
    });
    if (!isWritten) await this.#jitter();
    return isWritten;
  }

  async list(query: MeetingQuery): Promise<MeetingPage> {
    const { openOrEnded, status, from, to, limit, after, organiser } = query;
    const { name, partitionKey } = organiser === undefined ? MEETINGS_TABLE.index : MEETINGS_TABLE.owned;
    const shelf = organiser === undefined ? openOrEnded : ownerShelf(openOrEnded, organiser);
    // DynamoDB rejects a range whose end is before its start.
    if (from !== undefined && to !== undefined && from > to) return { meetings: [] };
    const start = after === undefined ? undefined : { [partitionKey]: shelf, ...parseCursor(after, query) };
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: `${partitionKey} = :shelf${within(from, to)}`,
        FilterExpression: status && '#status = :status',
        ExpressionAttributeNames: status && { '#status': 'status' },
        ExpressionAttributeValues: marshall(
          { ':shelf': shelf, ':from': from, ':to': to, ':status': status },
          { removeUndefinedValues: true },
        ),
        ScanIndexForward: openOrEnded === 'open',
        Limit: limit,
        ExclusiveStartKey: start && marshall(start),
      }),
    );
    const meetings: readonly ListedMeeting[] = Items.map(toMeeting);
    if (!LastEvaluatedKey) return { meetings };
    const { id, meet_time } = unmarshall(LastEvaluatedKey);
    return { meetings, after: cursorAt(openOrEnded, { id: String(id), meet_time: String(meet_time) }) };
  }

  async saveIdempotencyRecord(key: string, value: IdempotencyRecord): Promise<IdempotencyRecord> {
    const id = keyId(key);
    const { bodyHash: body_hash, meeting, expiresAt: expires_at } = value;
    const Item = toAttributes({ id, body_hash, meeting, expires_at });
    for (;;) {
      if (await this.#put({ Item, ConditionExpression: FREE })) return value;
      const kept = await this.findIdempotencyRecord(key);
      // Absent if it expired between the two calls. Then the key is free.
      if (kept) return kept;
    }
  }

  async findIdempotencyRecord(key: string): Promise<IdempotencyRecord | undefined> {
    const item = await this.#get(keyId(key));
    if (!item) return undefined;
    const { body_hash, meeting, expires_at } = unmarshall(item);
    return { bodyHash: body_hash, meeting, expiresAt: expires_at };
  }

  async getMark(name: string): Promise<string | undefined> {
    const item = await this.#get(markId(name));
    return item?.['value']?.S;
  }

  /** A mark without a value stays as an item, so that no function may delete items. */
  async setMark(name: string, value: string | undefined): Promise<void> {
    const Item = toAttributes({ id: markId(name), value });
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }));
  }

  async #get(id: string): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ id }), ConsistentRead: true }),
    );
    return Item;
  }

  #put(input: Omit<PutItemCommandInput, 'TableName'>): Promise<boolean> {
    return unlessConditionFailed(this.#client.send(new PutItemCommand({ TableName: this.#table, ...input })));
  }
}

/** A hash, because the caller's key has any length and any characters. */
const keyId = (key: string): string => `key#${createHash('sha256').update(key).digest('hex')}`;

const toAttributes = (value: Readonly<Record<string, unknown>>): Item =>
  marshall(value, { removeUndefinedValues: true });

function toItem(meeting: Meeting): Item {
  const shelf = openOrEndedOf(meeting.status);
  const owner_shelf = meeting.organiser === undefined ? undefined : ownerShelf(shelf, meeting.organiser);
  return toAttributes({ ...meeting, shelf, owner_shelf });
}

/** Without the shelves, which are derived for the indexes. */
function toMeeting(item: Item): Meeting {
  const { shelf: _shelf, owner_shelf: _owner, ...row } = item;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toItem writes these items, and newer code can read items of older code
  return unmarshall(row) as Meeting;
}

function within(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) return ' AND meet_time BETWEEN :from AND :to';
  if (from !== undefined) return ' AND meet_time >= :from';
  return to === undefined ? '' : ' AND meet_time <= :to';
}

async function unlessConditionFailed(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export const meetings = adapter(
  { TABLE_NAME: text },
  (env, tools): Meetings => new DynamoMeetings(tools.traced(new DynamoDBClient(clientConfig)), env.TABLE_NAME),
);
