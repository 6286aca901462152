import { describe, expect, it } from '@jest/globals';
import { daysOf, inListOrder, weekOf } from '../../../web/lib/meeting-days.ts';
import { filterMeetings } from '../../../web/lib/meeting-filter.ts';
import { NOW, past, upcoming } from '../support/fixtures.ts';

const all = [...upcoming, ...past];

describe('the days of the list', () => {
  it('are today, the coming days, and then the past ones, latest first', () => {
    expect(daysOf(inListOrder(all, NOW), NOW).map(({ key, offset }) => [key, offset])).toEqual([
      ['2026-12-01', 0],
      ['2026-12-03', 2],
      ['2026-11-30', -1],
      ['2026-11-27', -4],
    ]);
  });

  it('have their meetings in the order of the clock', () => {
    const [today] = daysOf(inListOrder(all.toReversed(), NOW), NOW);
    const times = today!.meetings.map(({ meet_time }) => meet_time);
    expect(times).toEqual(times.toSorted());
  });

  it('of a week are seven, from Monday, with and without meetings', () => {
    const week = weekOf(all, NOW, 0);
    expect(week.map(({ key }) => key)).toEqual(
      [30, 1, 2, 3, 4, 5, 6].map((day) => (day === 30 ? '2026-11-30' : `2026-12-0${day}`)),
    );
    expect(week.map(({ meetings }) => meetings.length)).toEqual([2, 5, 0, 1, 0, 0, 0]);
    expect(weekOf(all, NOW, 1)[0]?.key).toBe('2026-12-07');
  });

  it('and the search of 10,000 meetings take one pass each', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      ...upcoming[0]!,
      id: `m${index}`,
      student_name: index === 7_777 ? 'Zoë Ångström' : `Student ${index}`,
      meet_time: new Date(NOW + index * 3_600_000).toISOString().replace('.000', ''),
    }));
    expect(daysOf(inListOrder(many, NOW), NOW).reduce((sum, { meetings }) => sum + meetings.length, 0)).toBe(10_000);
    expect(filterMeetings(many, 'zoe angstrom', 'all').map(({ id }) => id)).toEqual(['m7777']);
  });
});
