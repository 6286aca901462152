import { openOrEndedOf } from '../../steps/aws/meetings-table.ts';
import { cursorAt, type Position, parseCursor } from '../../steps/domain/cursors.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { mayFollow } from '../../steps/domain/status.ts';
import type { MeetingPage, MeetingQuery, Meetings, IdempotencyRecord, OpenOrEnded } from '../../steps/ports.ts';
import { SortedList } from './sorted-list.ts';

/** By meeting time; an id only orders those at the same time, as good as any order. */
const byTime = (a: Position, b: Position): number => compare(a.meet_time, b.meet_time) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts after every id. */
const LAST_ID = '\uffff';

/** The table in memory. Rows are immutable data, so they are kept and given out as they are. */
export class MemoryMeetings implements Meetings {
  readonly #rows = new Map<string, Meeting>();
  readonly #marks = new Map<string, string>();
  readonly #keys = new Map<string, IdempotencyRecord>();
  readonly #shelves: Readonly<Record<OpenOrEnded, SortedList<Position>>> = {
    open: new SortedList(byTime),
    ended: new SortedList(byTime),
  };

  /** Every row, for whoever checks what is true of all of them. */
  rows(): Iterable<Meeting> {
    return this.#rows.values();
  }

  /** A row, for whoever watches the table. */
  peek(id: string): Meeting | undefined {
    return this.#rows.get(id);
  }

  /** Drops a row that nobody asks for any more. */
  forget(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#shelves[openOrEndedOf(row.status)].delete(row);
    this.#rows.delete(id);
  }

  /** Drops a key, as the table does a week later. */
  forgetKey(key: string): void {
    this.#keys.delete(key);
  }

  async find(id: string): Promise<Meeting | undefined> {
    return this.#rows.get(id);
  }

  async insert(meeting: Meeting): Promise<boolean> {
    if (this.#rows.has(meeting.id)) return false;
    this.#write(meeting);
    return true;
  }

  async replace(meeting: Meeting, seen: number): Promise<boolean> {
    const row = this.#rows.get(meeting.id);
    if (row?.version !== seen || !mayFollow(row.status, meeting.status)) return false;
    this.#write(meeting, row);
    return true;
  }

  async list(query: MeetingQuery): Promise<MeetingPage> {
    const { openOrEnded, status, from, to, limit, after } = query;
    const list = this.#shelves[openOrEnded];
    const position = after === undefined ? undefined : parseCursor(after, query);
    const ascending = openOrEnded === 'open';
    let start = from === undefined ? 0 : list.countBefore({ meet_time: from, id: '' });
    let end = to === undefined ? list.length : list.countBefore({ meet_time: to, id: LAST_ID });
    if (position && ascending) start = list.countBefore({ ...position, id: position.id + LAST_ID });
    if (position && !ascending) end = list.countBefore(position);

    const looked = Math.min(limit, end - start);
    const meetings: Meeting[] = [];
    for (let step = 0; step < looked; step++) {
      const row = this.#rows.get(list.at(ascending ? start + step : end - 1 - step)!.id)!;
      if (status === undefined || row.status === status) meetings.push(row);
    }
    if (looked < limit) return { meetings };
    const last = list.at(ascending ? start + looked - 1 : end - looked)!;
    return { meetings, after: cursorAt(openOrEnded, last) };
  }

  async saveIdempotencyRecord(key: string, value: IdempotencyRecord): Promise<IdempotencyRecord> {
    const kept = this.#keys.get(key) ?? value;
    this.#keys.set(key, kept);
    return kept;
  }

  async findIdempotencyRecord(key: string): Promise<IdempotencyRecord | undefined> {
    return this.#keys.get(key);
  }

  async getMark(name: string): Promise<string | undefined> {
    return this.#marks.get(name);
  }

  async setMark(name: string, value: string | undefined): Promise<void> {
    if (value === undefined) this.#marks.delete(name);
    else this.#marks.set(name, value);
  }

  #write(meeting: Meeting, before?: Meeting): void {
    this.#rows.set(meeting.id, meeting);
    if (
      before &&
      openOrEndedOf(before.status) === openOrEndedOf(meeting.status) &&
      before.meet_time === meeting.meet_time
    )
      return;
    if (before) this.#shelves[openOrEndedOf(before.status)].delete(before);
    const { id, meet_time } = meeting;
    this.#shelves[openOrEndedOf(meeting.status)].add({ id, meet_time });
  }
}
