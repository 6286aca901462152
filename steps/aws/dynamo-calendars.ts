import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CalendarFeed, CalendarStore } from '../calendar/ports.ts';
import { ORGANISER } from '../domain/organisers.ts';
import { adapter, text } from './lambda/adapter.ts';
import { clientConfig } from './lambda/client-config.ts';
import { RecordItems } from './record-items.ts';
import { PARTITIONS } from './records-table.ts';

/** The calendar feed of an organiser in one item. */
export class DynamoCalendars implements CalendarStore {
  readonly #records: RecordItems;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#records = new RecordItems(client, tableName);
  }

  feed(): Promise<CalendarFeed | undefined> {
    return this.#records.get<CalendarFeed>(PARTITIONS.calendars, ORGANISER);
  }

  replaceFeed(feed: CalendarFeed, seen: number): Promise<boolean> {
    const expected = seen === 0 ? 'no item' : { version: seen };
    return this.#records.put(PARTITIONS.calendars, ORGANISER, feed, expected);
  }
}

export const calendars = adapter(
  { RECORDS_TABLE_NAME: text },
  (env, tools): CalendarStore =>
    new DynamoCalendars(tools.traced(new DynamoDBClient(clientConfig)), env.RECORDS_TABLE_NAME),
);
