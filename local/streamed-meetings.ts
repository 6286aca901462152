import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoMeetings } from '../steps/aws/dynamo-meetings.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import type { Timers } from './states-language/index.ts';

/** Milliseconds of real time for which rows are collected, so that many writes at once are one call. */
const COLLECT_FOR = 100;

/** Calls `onUntold` soon after writes of rows with untold events, like the stream of the table. */
export class StreamedMeetings extends DynamoMeetings {
  readonly #timers: Timers;
  readonly #onUntold: (meetingIds: readonly string[]) => void;
  #collected = new Set<string>();

  /** @param timers in real time */
  constructor(
    client: DynamoDBClient,
    tableName: string,
    timers: Timers,
    onUntold: (meetingIds: readonly string[]) => void,
  ) {
    super(client, tableName);
    this.#timers = timers;
    this.#onUntold = onUntold;
  }

  override async replace(meeting: Meeting, seen: number): Promise<boolean> {
    const isWritten = await super.replace(meeting, seen);
    if (isWritten && meeting.untold) this.#collect(meeting.id);
    return isWritten;
  }

  #collect(meetingId: string): void {
    if (this.#collected.size === 0)
      this.#timers.at(this.#timers.now() + COLLECT_FOR, () => {
        const ids = [...this.#collected];
        this.#collected = new Set();
        this.#onUntold(ids);
      });
    this.#collected.add(meetingId);
  }
}
