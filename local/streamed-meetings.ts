import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoMeetings } from '../steps/aws/dynamo-meetings.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import { hasOutbox } from '../steps/domain/outbox.ts';
import type { Timers } from './states-language/index.ts';

/** Milliseconds of real time for which rows are collected, so that many writes at once are one call. */
const COLLECT_FOR = 100;

/** The steps that tell others what happened. */
export interface Listeners {
  /** Rows with untold events or unrecorded actions were written. */
  readonly onUntold: (meetingIds: readonly string[]) => void;
  /** Rows with something to tell by mail were written. */
  readonly onMail: (meetingIds: readonly string[]) => void;
}

/** Calls the listeners soon after writes, like the stream of the table. */
export class StreamedMeetings extends DynamoMeetings {
  readonly #timers: Timers;
  readonly #listeners: Listeners;
  readonly #collected: Record<keyof Listeners, Set<string>> = { onUntold: new Set(), onMail: new Set() };

  /** @param timers in real time */
  constructor(client: DynamoDBClient, tableName: string, timers: Timers, listeners: Listeners) {
    super(client, tableName);
    this.#timers = timers;
    this.#listeners = listeners;
  }

  override async replace(meeting: Meeting, seen: number): Promise<boolean> {
    const isWritten = await super.replace(meeting, seen);
    if (isWritten && hasOutbox(meeting)) this.#collect('onUntold', meeting.id);
    if (isWritten && meeting.mail_at !== undefined) this.#collect('onMail', meeting.id);
    return isWritten;
  }

  #collect(listener: keyof Listeners, meetingId: string): void {
    if (this.#collected[listener].size === 0)
      this.#timers.at(this.#timers.now() + COLLECT_FOR, () => {
        const ids = [...this.#collected[listener]];
        this.#collected[listener] = new Set();
        this.#listeners[listener](ids);
      });
    this.#collected[listener].add(meetingId);
  }
}
