import { openOrEndedOf, ownerShelf } from '../../../steps/aws/meetings-table.ts';
import { cursorAt, type Position, parseCursor } from '../../../steps/domain/cursors.ts';
import { LISTED, type ListedMeeting, toListed } from '../../../steps/domain/listed-meeting.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { mayFollow } from '../../../steps/domain/status.ts';
import type { MeetingPage, MeetingQuery, Meetings } from '../../../steps/ports.ts';
import type { IdempotencyRecord } from '../../../steps/domain/idempotency-record.ts';
import { SortedList } from './sorted-list.ts';

/** By meeting time, then by id. */
const byTime = (a: Position, b: Position): number => compare(a.meet_time, b.meet_time) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts after all ids. */
const LAST_ID = '\uffff';

/** The table in memory. Rows are immutable, so they are not copied. */
export class MemoryMeetings implements Meetings {
  readonly #rows = new Map<string, Meeting>();
  /** What lists show of the rows that were listed, by id. Presence does not change it. */
  readonly #listed = new Map<string, ListedMeeting>();
  /** Rows with something to tell, by id. */
  readonly #untold = new Map<string, Meeting>();
  readonly #marks = new Map<string, string>();
  readonly #keys = new Map<string, IdempotencyRecord>();
  /** By shelf, and by the shelf of an organiser. */
  readonly #lists = new Map<string, SortedList<Position>>();

  /** All rows. Not part of the port. */
  rows(): Iterable<Meeting> {
    return this.#rows.values();
  }

  /** A row, without a call of the port. */
  peek(id: string): Meeting | undefined {
    return this.#rows.get(id);
  }

  /** Rows with something to tell. Not part of the port. */
  untold(): Iterable<Meeting> {
    return this.#untold.values();
  }

  /** Whether no row has untold events. */
  get isAllTold(): boolean {
    return this.#untold.size === 0;
  }

  /** The earliest meeting time of the open rows. */
  get nextMeetTime(): string | undefined {
    return this.#listAt('open').at(0)?.meet_time;
  }

  /** Deletes a row to free memory. */
  forget(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    for (const list of this.#listsOf(row)) list.delete(row);
    this.#rows.delete(id);
    this.#untold.delete(id);
    this.#listed.delete(id);
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
    return this.replaceNow(meeting, seen);
  }

  protected replaceNow(meeting: Meeting, seen: number): boolean {
    const row = this.#rows.get(meeting.id);
    if (row?.version !== seen || !mayFollow(row.status, meeting.status)) return false;
    this.#write(meeting, row);
    return true;
  }

  async list(query: MeetingQuery): Promise<MeetingPage> {
    const { openOrEnded, status, from, to, limit, after, organiser } = query;
    const list = this.#listAt(organiser === undefined ? openOrEnded : ownerShelf(openOrEnded, organiser));
    const position = after === undefined ? undefined : parseCursor(after, query);
    const ascending = openOrEnded === 'open';
    let start = from === undefined ? 0 : list.countBefore({ meet_time: from, id: '' });
    let end = to === undefined ? list.length : list.countBefore({ meet_time: to, id: LAST_ID });
    if (position && ascending) start = list.countBefore({ ...position, id: position.id + LAST_ID });
    if (position && !ascending) end = list.countBefore(position);

    const read = Math.min(limit, end - start);
    const meetings: ListedMeeting[] = [];
    for (let step = 0; step < read; step++) {
      const row = this.#rows.get(list.at(ascending ? start + step : end - 1 - step)!.id)!;
      if (status === undefined || row.status === status) meetings.push(this.#show(row));
    }
    if (read < limit) return { meetings };
    const last = list.at(ascending ? start + read - 1 : end - read)!;
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

  #show(row: Meeting): ListedMeeting {
    let shown = this.#listed.get(row.id);
    if (!shown) this.#listed.set(row.id, (shown = toListed(row)));
    return shown;
  }

  #write(meeting: Meeting, before?: Meeting): void {
    this.#rows.set(meeting.id, meeting);
    if (meeting.untold_since !== undefined) this.#untold.set(meeting.id, meeting);
    else this.#untold.delete(meeting.id);
    if (before && LISTED.some((field) => before[field] !== meeting[field])) this.#listed.delete(meeting.id);
    if (
      before &&
      openOrEndedOf(before.status) === openOrEndedOf(meeting.status) &&
      before.organiser === meeting.organiser &&
      before.meet_time === meeting.meet_time
    )
      return;
    if (before) for (const list of this.#listsOf(before)) list.delete(before);
    const { id, meet_time } = meeting;
    for (const list of this.#listsOf(meeting)) list.add({ id, meet_time });
  }

  #listsOf({ status, organiser }: Meeting): SortedList<Position>[] {
    const shelf = openOrEndedOf(status);
    return [shelf, ...(organiser === undefined ? [] : [ownerShelf(shelf, organiser)])].map((one) => this.#listAt(one));
  }

  #listAt(shelf: string): SortedList<Position> {
    let list = this.#lists.get(shelf);
    if (!list) this.#lists.set(shelf, (list = new SortedList(byTime)));
    return list;
  }
}
