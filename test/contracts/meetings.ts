import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BadCursor } from '../../steps/domain/cursors.ts';
import { type ListedMeeting, toListed } from '../../steps/domain/listed-meeting.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { mayFollow, STATUSES } from '../../steps/domain/status.ts';
import type { MeetingPage, MeetingQuery, Meetings } from '../../steps/ports.ts';
import type { IdempotencyRecord } from '../../steps/domain/idempotency-record.ts';
import { aMeeting, ID } from '../support/meeting.ts';

export interface MeetingsUnderTest {
  readonly meetings: Meetings;
  close?(): Promise<void>;
}

/** The n-th valid id. */
export const idOf = (n: number): string => `m${String(n).padStart(15, '0')}`;

/** The row after one more write. */
const next = (row: Meeting, fields: Partial<Meeting> = {}): Meeting => ({
  ...row,
  ...fields,
  version: row.version + 1,
});

const at = (minute: number): string => `2026-12-01T15:${String(minute).padStart(2, '0')}:00Z`;
const idsOf = (rows: readonly Pick<Meeting, 'id'>[]): readonly string[] => rows.map(({ id }) => id);
const value = (bodyHash: string): IdempotencyRecord => ({ bodyHash, meeting: aMeeting(), expiresAt: 1_800_000_000 });
const forgedCursor = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Each test has its own empty table. */
export function meetingsContract(name: string, make: () => Promise<MeetingsUnderTest>): void {
  describe(`${name} (port Meetings)`, () => {
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

    describe('a row', () => {
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
        'with an unknown id is undefined (%#)',
        async (id) => {
          expect(await meetings.find(id)).toBeUndefined();
        },
      );

      it('does not replace a row with the same id on insert', async () => {
        const row = await stored(aMeeting());
        expect(await meetings.insert(aMeeting({ teacher_name: 'Eve' }))).toBe(false);
        expect(await meetings.find(ID)).toEqual(row);
      });

      it('is replaced as a whole, including removed fields', async () => {
        const { execution_arn: _gone, ...rest } = await stored(aMeeting());
        const after = { ...rest, version: 2, status: 'LAUNCHING' } as const;
        expect(await meetings.replace(after, 1)).toBe(true);
        expect(await meetings.find(ID)).toEqual(after);
      });

      it('keeps unknown attributes of another version of the code', async () => {
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
    });

    describe('two writers', () => {
      it('with the same version: the second write returns false', async () => {
        const row = await stored(aMeeting());
        expect(await meetings.replace(next(row, { progress: 'first' }), 1)).toBe(true);
        expect(await meetings.replace(next(row, { progress: 'second' }), 1)).toBe(false);
        expect((await meetings.find(ID))?.progress).toBe('first');
      });

      it('at the same time: exactly one write succeeds', async () => {
        const row = await stored(aMeeting());
        const wrote = await Promise.all(
          [1, 2, 3, 4].map((writer) => meetings.replace(next(row, { progress: `writer ${writer}` }), 1)),
        );
        expect(wrote.filter(Boolean)).toHaveLength(1);
        expect((await meetings.find(ID))?.progress).toBe(`writer ${wrote.indexOf(true) + 1}`);
      });

      it('that both insert: exactly one insert succeeds', async () => {
        const wrote = await Promise.all([meetings.insert(aMeeting()), meetings.insert(aMeeting())]);
        expect(wrote.filter(Boolean)).toHaveLength(1);
      });

      it('one of which repeats its write after a lost response: the repeat changes nothing', async () => {
        const row = await stored(aMeeting());
        const mine = next(row, { status: 'LAUNCHING' });
        await meetings.replace(mine, 1);
        expect(await meetings.replace(mine, 1)).toBe(false);
        expect(await meetings.find(ID)).toEqual(mine);
      });
    });

    describe('the status table', () => {
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

      it('sort open meetings ascending and ended ones descending', async () => {
        await fill(6, (n) => ({ status: n % 2 === 0 ? 'SCHEDULED' : 'ENDED' }));
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10 }))).toEqual([0, 2, 4].map(idOf));
        expect(idsOf(await allOf({ openOrEnded: 'ended', limit: 10 }))).toEqual([5, 3, 1].map(idOf));
      });

      it('return the listed fields only: no attendance, no version, nothing of the table', async () => {
        const attendance = { teacher: { first_seen_at: 'a', last_seen_at: 'b' } };
        const row = await stored(aMeeting({ time_zone: 'Europe/Berlin', attendance }));
        const found = await allOf({ openOrEnded: 'open', limit: 10 });
        expect(found).toEqual([toListed(row)]);
        expect(found[0]).not.toHaveProperty('attendance');
        expect(found[0]).not.toHaveProperty('version');
      });

      it('have the meetings of one organiser, open and ended, in pages', async () => {
        const ada = { organiser: 'https://issuer.example#ada' };
        await fill(8, (n) => ({
          ...(n % 2 === 0 ? ada : n % 3 === 0 && { organiser: 'eve' }),
          ...(n === 4 && { status: 'ENDED' as const }),
        }));
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 1, ...ada }))).toEqual([0, 2, 6].map(idOf));
        expect(idsOf(await allOf({ openOrEnded: 'ended', limit: 10, ...ada }))).toEqual([idOf(4)]);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10, ...ada, from: at(1), to: at(5) }))).toEqual([
          idOf(2),
        ]);
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toHaveLength(7);
      });

      it('show a meeting at its new organiser only', async () => {
        const row = await stored(aMeeting({ organiser: 'ada' }));
        expect(await under.meetings.replace({ ...row, organiser: 'eve', version: 2 }, row.version)).toBe(true);
        expect(await allOf({ openOrEnded: 'open', limit: 10, organiser: 'ada' })).toEqual([]);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10, organiser: 'eve' }))).toEqual([row.id]);
      });

      it('include leftovers, because the sweep must find them', async () => {
        await stored(aMeeting({ accepted: false }));
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toHaveLength(1);
      });

      it('show a meeting as ended, not as open, once it has ended', async () => {
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
        ['no meeting in range', { from: at(20), to: at(40) }, []],
        ['from after to', { from: at(3), to: at(1) }, []],
      ])('have inclusive bounds: %s', async (_name, bounds, expected) => {
        await fill(5);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 10, ...bounds }))).toEqual(expected.map(idOf));
        expect(idsOf(await allOf({ openOrEnded: 'open', limit: 1, ...bounds }))).toEqual(expected.map(idOf));
      });

      it.each([1, 2, 3, 5, 7, 8])('show each row once in pages of %i', async (limit) => {
        await fill(7);
        expect(idsOf(await allOf({ openOrEnded: 'open', limit }))).toEqual([0, 1, 2, 3, 4, 5, 6].map(idOf));
      });

      it('show each row once when many have the same meeting time', async () => {
        await fill(9, () => ({ meet_time: at(0), status: 'ENDED' }));
        const rows = await allOf({ openOrEnded: 'ended', limit: 2 });
        expect(idsOf(rows).toSorted((a, b) => a.localeCompare(b))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(idOf));
      });

      it('with a status filter read at most `limit` rows and continue from there', async () => {
        await fill(6, (n) => ({ status: n === 5 ? 'READY' : 'SCHEDULED' }));
        const first = await meetings.list({ openOrEnded: 'open', status: 'READY', limit: 4 });
        expect(first.meetings).toEqual([]);
        expect(first.after).toBeDefined();
        expect(idsOf(await allOf({ openOrEnded: 'open', status: 'READY', limit: 4 }))).toEqual([idOf(5)]);
        expect(await allOf({ openOrEnded: 'ended', status: 'READY', limit: 4 })).toEqual([]);
      });

      it('continue after the row at the cursor has ended', async () => {
        await fill(4);
        const { after } = await meetings.list({ openOrEnded: 'open', limit: 2 });
        await meetings.replace(next((await meetings.find(idOf(1)))!, { status: 'ENDED' }), 1);
        const page = await meetings.list({ openOrEnded: 'open', limit: 10, after: after! });
        expect(idsOf(page.meetings)).toEqual([2, 3].map(idOf));
      });

      it.each([
        '',
        'not a cursor',
        '%%%',
        'A'.repeat(4_000),
        forgedCursor(null),
        forgedCursor({}),
        forgedCursor([]),
        forgedCursor(['open', at(0)]),
        forgedCursor(['open', at(0), idOf(0), 'more']),
        forgedCursor(['open', 'yesterday', idOf(0)]),
        forgedCursor(['open', at(0), 'key#1']),
        forgedCursor(['ended', at(0), idOf(0)]),
        forgedCursor(['open', 5, idOf(0)]),
      ])('reject a malformed cursor (%#)', async (after) => {
        await expect(meetings.list({ openOrEnded: 'open', limit: 2, after })).rejects.toThrow(BadCursor);
      });

      it('reject a cursor of the other list or of another time range', async () => {
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

      it('have cursors that need no URL encoding', async () => {
        await fill(3);
        const { after } = await meetings.list({ openOrEnded: 'open', limit: 2 });
        expect(after).toMatch(/^[\w-]+$/);
      });
    });

    describe('a mark', () => {
      it('is undefined until it is set, keeps the last value, and can be deleted', async () => {
        expect(await meetings.getMark('position')).toBeUndefined();
        await meetings.setMark('position', 'a');
        await meetings.setMark('position', 'b');
        await meetings.setMark('other', 'c');
        expect(await meetings.getMark('position')).toBe('b');
        await meetings.setMark('position', undefined);
        expect(await meetings.getMark('position')).toBeUndefined();
        expect(await meetings.getMark('other')).toBe('c');
      });

      it('is not a meeting', async () => {
        await meetings.setMark(ID, 'a');
        expect(await meetings.find(ID)).toBeUndefined();
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([]);
      });
    });

    describe('idempotency keys', () => {
      it('keep the first record', async () => {
        expect(await meetings.saveIdempotencyRecord('key', value('first'))).toEqual(value('first'));
        expect(await meetings.saveIdempotencyRecord('key', value('second'))).toEqual(value('first'));
        expect(await meetings.findIdempotencyRecord('key')).toEqual(value('first'));
      });

      it('return the same record to concurrent callers', async () => {
        const results = await Promise.all(
          ['a', 'b', 'c'].map((hash) => meetings.saveIdempotencyRecord('key', value(hash))),
        );
        expect(new Set(results.map(({ bodyHash }) => bodyHash)).size).toBe(1);
        expect(await meetings.findIdempotencyRecord('key')).toEqual(results[0]);
      });

      it('without a record are undefined', async () => {
        expect(await meetings.findIdempotencyRecord('key')).toBeUndefined();
      });

      it.each(['', ' ', 'ключ \u{1F418}', '#', 'x'.repeat(5_000)])('may be any text (%#)', async (key) => {
        await meetings.saveIdempotencyRecord(key, value('it'));
        expect(await meetings.findIdempotencyRecord(key)).toEqual(value('it'));
        expect(await meetings.findIdempotencyRecord(`${key}.`)).toBeUndefined();
      });

      it('are independent of meetings with the same id', async () => {
        await meetings.saveIdempotencyRecord(ID, value('it'));
        expect(await meetings.find(ID)).toBeUndefined();
        expect(await allOf({ openOrEnded: 'open', limit: 10 })).toEqual([]);
        expect(await meetings.insert(aMeeting())).toBe(true);
      });
    });

    /** All pages, one after the other. */
    async function allOf(query: MeetingQuery): Promise<readonly ListedMeeting[]> {
      const rows: ListedMeeting[] = [];
      let page: MeetingPage = { meetings: [] };
      do {
        page = await meetings.list({ ...query, ...(page.after !== undefined && { after: page.after }) });
        rows.push(...page.meetings);
      } while (page.after !== undefined);
      return rows;
    }
  });
}
