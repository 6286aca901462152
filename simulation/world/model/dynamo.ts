import { type Millis, SECOND } from '../../../steps/domain/instants.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { type ListedMeeting, toListed } from '../../../steps/domain/listed-meeting.ts';
import type { MeetingPage, MeetingQuery } from '../../../steps/ports.ts';
import { MemoryMeetings } from '../memory/meetings.ts';
import { throttling, TokenBucket } from './token-bucket.ts';

/** Throughput of a new on-demand table. */
const READS_PER_SECOND = 12_000;
const WRITES_PER_SECOND = 4_000;
/** The index shows a write after this time. */
const INDEX_LAG: Millis = SECOND;

/** Called at once after each write. */
export type OnWrite = (after: Meeting, before: Meeting | undefined) => void;

/** Called at once after each write of a mark. */
export type OnMark = (name: string, after: string | undefined, before: string | undefined) => void;

/** The table with DynamoDB's throttling and the lag of its index. */
export class DynamoModel extends MemoryMeetings {
  readonly #now: () => Millis;
  readonly #onWrite: OnWrite | undefined;
  readonly #onMark: OnMark | undefined;
  readonly #reads = new TokenBucket(READS_PER_SECOND, READS_PER_SECOND);
  readonly #writes = new TokenBucket(WRITES_PER_SECOND, WRITES_PER_SECOND);
  /** The index shows this row until this time. */
  readonly #lagging = new Map<string, { readonly row: Meeting; readonly until: Millis }>();

  constructor(now: () => Millis, onWrite?: OnWrite, onMark?: OnMark) {
    super();
    this.#now = now;
    this.#onWrite = onWrite;
    this.#onMark = onMark;
  }

  override async find(id: string): Promise<Meeting | undefined> {
    if (!this.#reads.take(this.#now())) throw throttling('GetItem');
    return this.peek(id);
  }

  override async insert(meeting: Meeting): Promise<boolean> {
    if (!this.#writes.take(this.#now())) throw throttling('PutItem');
    const done = await super.insert(meeting);
    if (done) this.#onWrite?.(meeting, undefined);
    return done;
  }

  override async replace(meeting: Meeting, seen: number): Promise<boolean> {
    if (!this.#writes.take(this.#now())) throw throttling('PutItem');
    const before = this.peek(meeting.id);
    const done = this.replaceNow(meeting, seen);
    if (done && before) this.#lagging.set(meeting.id, { row: before, until: this.#now() + INDEX_LAG });
    if (done) this.#onWrite?.(meeting, before);
    return done;
  }

  override async list(query: MeetingQuery): Promise<MeetingPage> {
    if (!this.#reads.take(this.#now())) throw throttling('Query');
    const page = await super.list(query);
    const now = this.#now();
    const shown = (row: ListedMeeting): ListedMeeting => {
      const before = this.#lagging.get(row.id);
      return before && before.until > now ? toListed(before.row) : row;
    };
    return { ...page, meetings: page.meetings.map(shown) };
  }

  override async setMark(name: string, value: string | undefined): Promise<void> {
    const before = await this.getMark(name);
    await super.setMark(name, value);
    this.#onMark?.(name, value, before);
  }

  override forget(id: string): void {
    super.forget(id);
    this.#lagging.delete(id);
  }
}
