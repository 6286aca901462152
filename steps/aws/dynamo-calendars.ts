import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CalendarFeed, CalendarStore } from '../calendar/ports.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { PARTITIONS } from './records-table.ts';

/** No organiser has such a key: those are addresses of an issuer. */
const addressKey = (secretHash: string): string => `address#${secretHash}`;

/** The calendar feed of an organiser in one item, and one item for each address. */
export class DynamoCalendars implements CalendarStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  feed(organiser: string): Promise<CalendarFeed | undefined> {
    return this.#records.get<CalendarFeed>(PARTITIONS.calendars, organiser);
  }

  replaceFeed(feed: CalendarFeed, seen: number): Promise<boolean> {
    const expected = seen === 0 ? 'no item' : { version: seen };
    return this.#records.put(PARTITIONS.calendars, feed.organiser, feed, expected);
  }

  async saveAddress(secretHash: string, organiser: string): Promise<void> {
    await this.#records.put(PARTITIONS.calendars, addressKey(secretHash), { organiser });
  }

  async organiserOf(secretHash: string): Promise<string | undefined> {
    return (await this.#records.get<{ organiser: string }>(PARTITIONS.calendars, addressKey(secretHash)))?.organiser;
  }
}

export const calendars = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): CalendarStore =>
    new DynamoCalendars(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
