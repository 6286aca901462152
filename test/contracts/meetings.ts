import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BadCursor } from '../../steps/domain/cursors.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { mayFollow, STATUSES } from '../../steps/domain/status.ts';
import type { MeetingPage, MeetingQuery, Meetings, IdempotencyRecord } from '../../steps/ports.ts';
import { aMeeting, ID } from '../support/meeting.ts';

export interface MeetingsUnderTest {
  readonly meetings: Meetings;
  close?(): Promise<void>;
}

/** The n-th id, of the form that ids have. */
export const idOf = (n: number): string => `m${String(n).padStart(15, '0')}`;

/** The row after one more write. */
const next = (row: Meeting, fields: Partial<Meeting> = {}): Meeting => ({
  ...row,
  ...fields,
  version: row.version + 1,
});

const at = (minute: number): string => `2026-12-01T15:${String(minute).padStart(2, '0')}:00Z`;
const idsOf = (rows: readonly Meeting[]): readonly string[] => rows.map(({ id }) => id);
const value = (bodyHash: string): IdempotencyRecord => ({ bodyHash, meeting: aMeeting(), expiresAt: 1_800_000_000 });
const rubbish = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** What every table of meetings does. Each test has an empty one of its own. */
export function meetingsContract(name: string, make: () => Promise<MeetingsUnderTest>): void {
  describe(`${name} as a table of meetings`, () => {
    let under: MeetingsUnderTest;
    let meetings: Meetings;

    beforeEach(async () => {
      under = await make();
      meetings = under.meetings;
    });
    afterEach(async () => under.close?.());

    const stored = async (row: Meeting): Promise<Meeting> => {
      expect(await meetings.insert(row)).toBe(true);
      return row;
    };

    describe('one row', () => {
      it('is found as it was inserted', async () => {
        const row = await stored(
          aMeeting({
            time_zone: 'Europe/Berlin',
            attendance: { teacher: { first_seen_at: 'a', last_seen_at: 'b' } },
            replaced: [{ attempt: 1, instance_id: 'i-1', launched_at: 'c' }],
          }),
        );
        expect(await meetings.find(ID)).toEqual(row);
      });

      it.each(['zzzzzzzzzzzzzzzz', '', 'no id', 'key#1', 'x'.repeat(5_000)])(
        'nobody knows is undefined (%#)',
        async (id) => {
          expect(await meetings.find(id)).toBeUndefined();
        },
      );

      it('is not inserted over another', async () => {
        const row = await stored(aMeeting());
        expect(await meetings.insert(aMeeting({ teacher_name: 'Eve' }))).toBe(false);
        expect(await meetings.find(ID)).toEqual(row);
      });

      it('is replaced as a whole: what the next one leaves out is gone', async () => {
        const { execution_arn: _gone, ...rest } = await stored(aMeeting());
        const after = { ...rest, version: 2, status: 'LAUNCHING' } as const;
        expect(await meetings.replace(after, 1)).toBe(true);
        expect(await meetings.find(ID)).toEqual(after);
      });

      it('keeps attributes that another version of the code wrote', async () => {
        const foreign = { mood: 'sunny', nested: { list: [1, 'two', { three: null }], flag: false } };
        await stored({ ...aMeeting(), ...foreign });
        const seen = (await meetings.find(ID))!;
        await meetings.replace(next(seen, { progress: 'booting' }), 1);
        expect(await meetings.find(ID)).toEqual({ ...aMeeting({ version: 2, progress: 'booting' }), ...foreign });
      });

      it('is not created by a replacement', async () => {
        expect(await meetings.replace(aMeeting({ version: 2 }), 1)).toBe(false);
        expect(await meetings.find(ID)).toBeUndefined();
      });

      it('is removed in exactly the version seen', async () => {
        const row = await stored(aMeeting());
        await meetings.replace(next(row), 1);
        expect(await meetings.remove(ID, 1)).toBe(false);
        expect(await meetings.remove(ID, 2)).toBe(true);
        expect(await meetings.find(ID)).toBeUndefined();
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([]);
        expect(await meetings.remove(ID, 2)).toBe(false);
      });
    });

    describe('two writers', () => {
      it('who saw the same version: the second is told to read again', async () => {
        const row = await stored(aMeeting());
        expect(await meetings.replace(next(row, { progress: 'first' }), 1)).toBe(true);
        expect(await meetings.replace(next(row, { progress: 'second' }), 1)).toBe(false);
        expect((await meetings.find(ID))?.progress).toBe('first');
      });

      it('at the same time: exactly one gets through', async () => {
        const row = await stored(aMeeting());
        const wrote = await Promise.all(
          [1, 2, 3, 4].map((writer) => meetings.replace(next(row, { progress: `writer ${writer}` }), 1)),
        );
        expect(wrote.filter(Boolean)).toHaveLength(1);
        expect((await meetings.find(ID))?.progress).toBe(`writer ${wrote.indexOf(true) + 1}`);
      });

      it('who both insert: exactly one gets through', async () => {
        const wrote = await Promise.all([meetings.insert(aMeeting()), meetings.insert(aMeeting())]);
        expect(wrote.filter(Boolean)).toHaveLength(1);
      });

      it('one of whom lost the answer: the repeat changes nothing, and the row is its own', async () => {
        const row = await stored(aMeeting());
        const mine = next(row, { status: 'LAUNCHING' });
        await meetings.replace(mine, 1);
        expect(await meetings.replace(mine, 1)).toBe(false);
        expect(await meetings.find(ID)).toEqual(mine);
      });
    });

    describe('the table of moves', () => {
      const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

      it.each(pairs)('%s -> %s', async (from, to) => {
        const row = await stored(aMeeting({ status: from }));
        expect(await meetings.replace(next(row, { status: to }), 1)).toBe(mayFollow(from, to));
        expect((await meetings.find(ID))?.status).toBe(mayFollow(from, to) ? to : from);
      });
    });

    describe('lists', () => {
      const fill = async (count: number, fields: (n: number) => Partial<Meeting> = () => ({})): Promise<void> => {
        for (let n = 0; n < count; n++) await stored(aMeeting({ id: idOf(n), meet_time: at(n), ...fields(n) }));
      };

      it('show open meetings earliest first, ended ones latest first', async () => {
        await fill(6, (n) => ({ status: n % 2 === 0 ? 'SCHEDULED' : 'ENDED' }));
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10 }))).toEqual([0, 2, 4].map(idOf));
        expect(idsOf(await allOf({ openOrEnded: 'ended', limit: 10 }))).toEqual([5, 3, 1].map(idOf));
      });

      it("give whole rows, with nothing of the table's own in them", async () => {
        const row = await stored(aMeeting());
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([row]);
      });

      it('show leftovers that were never accepted: the sweep has to find them', async () => {
        await stored(aMeeting({ accepted: false }));
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toHaveLength(1);
      });

      it('show a meeting on the other shelf once it has ended', async () => {
        const row = await stored(aMeeting());
        await meetings.replace(next(row, { status: 'ENDED' }), 1);
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([]);
        expect(idsOf(await allOf({ openOrEnded: 'ended', limit: 10 }))).toEqual([ID]);
      });

      it('show a moved meeting at its new time, once', async () => {
        await fill(3);
        const row = (await meetings.find(idOf(0)))!;
        await meetings.replace(next(row, { meet_time: at(30), revision: 2 }), 1);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10 }))).toEqual([1, 2, 0].map(idOf));
      });

      it.each<[string, Pick<MeetingQuery, 'from' | 'to'>, readonly number[]]>([
        ['from', { from: at(2) }, [2, 3, 4]],
        ['to', { to: at(2) }, [0, 1, 2]],
        ['both', { from: at(1), to: at(3) }, [1, 2, 3]],
        ['one instant', { from: at(2), to: at(2) }, [2]],
        ['none in between', { from: at(20), to: at(40) }, []],
        ['the wrong way round', { from: at(3), to: at(1) }, []],
      ])('have inclusive bounds: %s', async (_name, bounds, expected) => {
        await fill(5);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10, ...bounds }))).toEqual(expected.map(idOf));
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 1, ...bounds }))).toEqual(expected.map(idOf));
      });

      it.each([1, 2, 3, 5, 7, 8])('in pages of %i show each row once', async (limit) => {
        await fill(7);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit }))).toEqual([0, 1, 2, 3, 4, 5, 6].map(idOf));
      });

      it('in pages show meetings at the same instant once each', async () => {
        await fill(9, () => ({ meet_time: at(0), status: 'ENDED' }));
        const rows = await allOf({ openOrEnded: 'ended', limit: 2 });
        expect(idsOf(rows).toSorted((a, b) => a.localeCompare(b))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(idOf));
      });

      it('with a status look at no more rows than the limit, and go on where they stopped', async () => {
        await fill(6, (n) => ({ status: n === 5 ? 'READY' : 'SCHEDULED' }));
        const first = await meetings.list({ openOrEnded: 'open', status: 'READY', limit: 4 });
        expect(first.meetings).toEqual([]);
        expect(first.after).toBeDefined();
        expect(idsOf(await allOf({ openOrEnded: 'open', status: 'READY', limit: 4 }))).toEqual([idOf(5)]);
        expect(await allOf({ openOrEnded: 'ended', status: 'READY', limit: 4 })).toEqual([]);
      });

      it('go on although the row at the cursor is gone', async () => {
        await fill(4);
        const { after } = await meetings.list({ openOrEnded: 'open', limit: 2 });
        await meetings.remove(idOf(1), 1);
        const page = await meetings.list({ openOrEnded: 'open', limit: 10, after: after! });
        expect(idsOf(page.meetings)).toEqual([2, 3].map(idOf));
      });

      it.each([
        '',
        'rubbish',
        '%%%',
        'A'.repeat(4_000),
        rubbish(null),
        rubbish({}),
        rubbish([]),
        rubbish(['open', at(0)]),
        rubbish(['open', at(0), idOf(0), 'more']),
        rubbish(['open', 'yesterday', idOf(0)]),
        rubbish(['open', at(0), 'key#1']),
        rubbish(['ended', at(0), idOf(0)]),
        rubbish(['open', 5, idOf(0)]),
      ])('refuse a cursor that they did not give out (%#)', async (after) => {
        await expect(meetings.list({ openOrEnded: 'open', limit: 2, after })).rejects.toThrow(BadCursor);
      });

      it('refuse a cursor of the other shelf, or of another span of time', async () => {
        await fill(4);
        const { after } = await meetings.list({ openOrEnded: 'open', limit: 2 });
        await expect(meetings.list({ openOrEnded: 'ended', limit: 2, after: after! })).rejects.toThrow(BadCursor);
        await expect(meetings.list({ openOrEnded: 'open', limit: 2, after: after!, from: at(2) })).rejects.toThrow(
          BadCursor,
        );
        await expect(meetings.list({ openOrEnded: 'open', limit: 2, after: after!, to: at(0) })).rejects.toThrow(
          BadCursor,
        );
      });

      it('have cursors that a URL carries as they are', async () => {
        await fill(3);
        const { after } = await meetings.list({ openOrEnded: 'open', limit: 2 });
        expect(after).toMatch(/^[\w-]+$/);
      });
    });

    describe('idempotency keys', () => {
      it('keep the first value, whatever comes after', async () => {
        expect(await meetings.saveIdempotencyRecord('key', value('first'))).toEqual(value('first'));
        expect(await meetings.saveIdempotencyRecord('key', value('second'))).toEqual(value('first'));
        expect(await meetings.findIdempotencyRecord('key')).toEqual(value('first'));
      });

      it('give the same value to callers at the same time', async () => {
        const answers = await Promise.all(
          ['a', 'b', 'c'].map((hash) => meetings.saveIdempotencyRecord('key', value(hash))),
        );
        expect(new Set(answers.map(({ bodyHash }) => bodyHash)).size).toBe(1);
        expect(await meetings.findIdempotencyRecord('key')).toEqual(answers[0]);
      });

      it('nobody knows are undefined', async () => {
        expect(await meetings.findIdempotencyRecord('key')).toBeUndefined();
      });

      it.each(['', ' ', 'ключ \u{1F418}', '#', 'x'.repeat(5_000)])('may be any text (%#)', async (key) => {
        await meetings.saveIdempotencyRecord(key, value('it'));
        expect(await meetings.findIdempotencyRecord(key)).toEqual(value('it'));
        expect(await meetings.findIdempotencyRecord(`${key}.`)).toBeUndefined();
      });

      it('are not meetings', async () => {
        await meetings.saveIdempotencyRecord(ID, value('it'));
        expect(await meetings.find(ID)).toBeUndefined();
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([]);
        expect(await meetings.insert(aMeeting())).toBe(true);
      });
    });

    /** All pages, one after the other. */
    async function allOf(query: MeetingQuery): Promise<readonly Meeting[]> {
      const rows: Meeting[] = [];
      let page: MeetingPage = { meetings: [] };
      do {
        page = await meetings.list({ ...query, ...(page.after !== undefined && { after: page.after }) });
        rows.push(...page.meetings);
      } while (page.after !== undefined);
      return rows;
    }
  });
}
