import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateText, midnightOf, mondayOf, totalsOf, weeksOf } from '../../../web/lib/attendance-report.ts';
import { type AttendedMeeting, OUTCOMES } from '../../../web/lib/wire.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-09-01T00:00:00Z');

const person = fc
  .record({ name: fc.constant('Ada'), minutes: fc.nat(90) })
  .chain((one) =>
    fc.constantFrom(one, { ...one, came_at: '2026-12-01T15:00:00.000Z', last_seen_at: '2026-12-01T15:30:00.000Z' }),
  );
const meeting: fc.Arbitrary<AttendedMeeting> = fc.record({
  id: fc.constant('abcdefgh01234567'),
  meet_time: fc.integer({ min: START, max: START + 120 * DAY }).map((at) => new Date(at).toISOString()),
  duration_minutes: fc.constant(60),
  outcome: fc.constantFrom(...OUTCOMES),
  teacher: person,
  student: person,
  minutes: fc.nat(90),
  host_minutes: fc.nat(90),
  host_cost_dollars: fc.nat(100),
});

describe('the report by week', () => {
  it('counts each meeting in one week, and the weeks sum up to the totals', () => {
    fc.assert(
      fc.property(fc.array(meeting, { maxLength: 60 }), (meetings) => {
        const weeks = weeksOf(meetings, START, START + 121 * DAY);
        const totals = totalsOf(meetings);
        const sum = (key: 'meetings' | 'both' | 'minutes' | 'dollars'): number =>
          weeks.reduce((total, week) => total + week[key], 0);
        for (const key of ['meetings', 'both', 'minutes', 'dollars'] as const) expect(sum(key)).toBe(totals[key]);
        expect(OUTCOMES.reduce((total, outcome) => total + totals.outcomes[outcome], 0)).toBe(meetings.length);
        for (const { meet_time } of meetings) {
          const at = Date.parse(meet_time);
          expect(weeks.filter(({ from, to }) => from <= at && at < to)).toHaveLength(1);
        }
      }),
    );
  });

  it('has every week of the time from Monday to Monday, also when clocks are changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: START, max: START + 3_000 * DAY }),
        fc.integer({ min: 1, max: 366 * DAY }),
        (at, time) => {
          const weeks = weeksOf([], at, at + time);
          expect(weeks[0]!.from).toBeLessThanOrEqual(at);
          expect(weeks.at(-1)!.to).toBeGreaterThanOrEqual(at + time);
          for (const [index, { from, to }] of weeks.entries()) {
            expect([new Date(from).getDay(), new Date(from).getHours()]).toEqual([1, 0]);
            expect(weeks[index + 1]?.from ?? to).toBe(to);
          }
        },
      ),
    );
  });
});

describe('a date of the page', () => {
  it('begins at midnight of the reader, and its text leads back to it', () => {
    const at = midnightOf('2026-12-01')!;
    expect(dateText(at)).toBe('2026-12-01');
    expect(dateText(midnightOf('2026-12-31', 1)!)).toBe('2027-01-01');
    expect(dateText(mondayOf(at))).toBe('2026-11-30');
    expect(dateText(mondayOf(at, -1))).toBe('2026-11-23');
  });

  it.each(['', '2026-02-30', '2026-13-01', '1999-01-01', '2026-1-1', 'tomorrow'])('%j is none', (text) =>
    expect(midnightOf(text)).toBeUndefined(),
  );
});
