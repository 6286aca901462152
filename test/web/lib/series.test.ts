import { describe, expect, it } from '@jest/globals';
import english from '../../../web/languages/en.ts';
import { doubleBookings } from '../../../web/lib/bookings.ts';
import { EVERY_WEEK, isEndless, type Repeat, ruleOf, ruleText } from '../../../web/lib/repeat.ts';
import { datesWithNotes, shownDates } from '../../../web/lib/series-dates.ts';
import { parseRule } from '../../../steps/domain/series/rule.ts';
import { upcoming } from '../support/fixtures.ts';
import { datesOf } from '../support/series.ts';

const repeat = (part: Partial<Repeat>): Repeat => ({ ...EVERY_WEEK, ...part });

describe('the rule of the form', () => {
  it.each([
    [repeat({}), 'FREQ=WEEKLY', 'Every week: Tuesday'],
    [repeat({ pattern: 'biweekly' }), 'FREQ=WEEKLY;INTERVAL=2', 'Every two weeks: Tuesday'],
    [
      repeat({ pattern: 'weekdays', weekdays: ['TU', 'FR'], ending: 'until', until: '2027-03-31' }),
      'FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20270331',
      'Every week: Tuesday and Friday · until 31 Mar 2027',
    ],
    [repeat({ ending: 'count', count: '010' }), 'FREQ=WEEKLY;COUNT=10', 'Every week: Tuesday · 10 dates'],
  ])('%j is one that the API takes, and is said in words', (form, rrule, text) => {
    expect(ruleOf(form)).toBe(rrule);
    expect(parseRule(rrule)).toHaveProperty('rule');
    expect(ruleText(rrule, '2026-12-01T16:00:00', english.organisers())).toBe(text);
    expect(isEndless(rrule)).toBe(form.ending === 'endless');
  });

  it.each(['FREQ=MONTHLY;BYDAY=1TU', 'FREQ=WEEKLY;INTERVAL=3', 'FREQ=WEEKLY;BYMONTH=1', 'FREQ=DAILY;INTERVAL=2'])(
    '%s has no words, and stays as it is',
    (rrule) => expect(ruleText(rrule, '2026-12-01T16:00:00', english.organisers())).toBe(rrule),
  );

  it('every day, until an instant', () =>
    expect(ruleText('FREQ=DAILY;UNTIL=20261231T220000Z;WKST=MO', '2026-12-01T16:00:00', english.organisers())).toBe(
      'Every day · until 31 Dec 2026',
    ));
});

const none = () => [];
const weekly = (time: string, rrule = 'FREQ=WEEKLY') =>
  datesOf({ rrule, meet_time: `2026-12-01T${time}`, time_zone: 'Europe/Berlin' });

describe('the dates of a series', () => {
  it('say where the time of the other person changes: clocks change three weeks apart', () => {
    const { shown, after } = shownDates(datesWithNotes(weekly('16:00'), ['America/New_York'], none));
    expect(shown.map(({ leftOut, date, notes }) => [leftOut, date, notes.map(({ kind }) => kind)])).toEqual([
      [0, '2026-12-01', []],
      [0, '2026-12-08', []],
      [0, '2026-12-15', []],
      [0, '2026-12-22', []],
      [11, '2027-03-16', ['other time']],
      [1, '2027-03-30', ['other time']],
      [30, '2027-11-02', ['other time']],
      [0, '2027-11-09', ['other time']],
    ]);
    expect(after).toBe(3);
  });

  it('say on which date the time does not exist or occurs twice, and not that the next date is as usual', () => {
    const sundays = weekly('02:30', 'FREQ=WEEKLY;BYDAY=SU');
    const noted = datesWithNotes(sundays, ['Europe/Paris', 'Asia/Tokyo'], none).filter(({ notes }) => notes.length > 0);
    expect(noted.map(({ date, notes }) => [date, notes])).toEqual([
      ['2027-03-28', [{ kind: 'skipped' }]],
      ['2027-10-31', [{ kind: 'repeated' }]],
      ['2027-11-07', [{ kind: 'other time', zone: 'Asia/Tokyo' }]],
    ]);
  });

  it('name a meeting of the same people, and leave out nothing that has a note', () => {
    const bookingsAt = (at: number) =>
      doubleBookings({ teacherName: 'Emmy Noether', studentName: 'x', at, minutes: 60 }, upcoming);
    const daily = datesOf({
      rrule: 'FREQ=DAILY;COUNT=9',
      meet_time: '2026-11-27T10:00',
      time_zone: 'Europe/Berlin',
    });
    const { shown, after } = shownDates(datesWithNotes(daily, [], bookingsAt));
    expect(shown.at(-1)).toMatchObject({
      leftOut: 2,
      date: '2026-12-03',
      notes: [{ kind: 'booked', booking: { meeting: { student_name: 'Aisha Rahman' } } }],
    });
    expect(after).toBe(2);
  });
});
