import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoSeconds } from '../../../../steps/domain/instants.ts';
import { occurrencesBetween } from '../../../../steps/domain/series/occurrences.ts';
import { parseRule, type Rule, ruleText } from '../../../../steps/domain/series/rule.ts';
import { type Case, computed } from '../../../series/cases.ts';

const RECORDED = JSON.parse(
  readFileSync(new URL('../../../series/recorded.json', import.meta.url), 'utf8'),
) as readonly Case[];

const rule = (text: string): Rule => {
  const reading = parseRule(text);
  if (!('rule' in reading)) throw new Error(reading.message);
  return reading.rule;
};

const datesOf = (text: string, start: string, zone: string, from: string, to: string) =>
  occurrencesBetween({ rule: rule(text), start, time_zone: zone }, from, to).map(({ date, at, happens }) =>
    [date, isoSeconds(at), ...(happens === 'once' ? [] : [happens])].join(' '),
  );

describe('a rule', () => {
  it.each([
    ['FREQ=WEEKLY', 'FREQ=WEEKLY'],
    ['rrule:freq=weekly;byday=tu', 'FREQ=WEEKLY;BYDAY=TU'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['UNTIL=20261231;FREQ=DAILY', 'FREQ=DAILY;UNTIL=20261231'],
    ['FREQ=DAILY;UNTIL=20261231T220000Z', 'FREQ=DAILY;UNTIL=20261231T220000Z'],
  ])('%s is read as %s', (text, read) => {
    expect(ruleText(rule(text))).toBe(read);
  });

  it.each([
    ['', 'recurrence rule'],
    ['every week', 'recurrence rule'],
    ['FREQ=SECONDLY', 'at most one date a day'],
    ['FREQ=MINUTELY;INTERVAL=15', 'at most one date a day'],
    ['FREQ=HOURLY', 'at most one date a day'],
    ['FREQ=DAILY;BYHOUR=1,2,3', 'BYHOUR'],
    ['FREQ=DAILY;BYSECOND=1,2,3', 'BYSECOND'],
    ['FREQ=FORTNIGHTLY', 'FREQ'],
    ['INTERVAL=2', 'FREQ'],
    ['FREQ=WEEKLY;FREQ=DAILY', 'FREQ once'],
    ['FREQ=WEEKLY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=WEEKLY;INTERVAL=1000000000', 'INTERVAL'],
    ['FREQ=DAILY;COUNT=1000000', 'COUNT'],
    ['FREQ=DAILY;COUNT=5;UNTIL=20261231', 'both COUNT and UNTIL'],
    ['FREQ=DAILY;UNTIL=20260230', 'UNTIL'],
    ['FREQ=DAILY;UNTIL=20261231T990000Z', 'UNTIL'],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYWEEKNO=3', 'BYWEEKNO'],
    ['FREQ=YEARLY;BYWEEKNO=3', 'BYDAY with BYWEEKNO'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS'],
    ['FREQ=WEEKLY;X-FOO=1', 'recurrence rule'],
    ['FREQ=WEEKLY;RSCALE=CHINESE', 'RSCALE'],
    ['FREQ=WEEKLY\nEXDATE:20261201', 'recurrence rule'],
    [`FREQ=WEEKLY;BYDAY=${'MO,'.repeat(200)}MO`, '300 characters'],
  ])('%j is refused', (text, message) => {
    expect(parseRule(text)).toEqual({ message: expect.stringContaining(message) });
  });

  it('of any text is refused or has at most one date a day, and its search ends', () => {
    const numbers = fc.array(fc.integer({ min: -366, max: 366 }), { minLength: 1, maxLength: 4 }).map(String);
    const part = fc.oneof(
      fc.constantFrom('BYDAY=MO', 'BYDAY=1MO,-5FR', 'COUNT=1000', 'WKST=SU', 'INTERVAL=1000', 'UNTIL=20270101'),
      fc
        .tuple(fc.constantFrom('BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYSETPOS'), numbers)
        .map((all) => all.join('=')),
      fc.string({ maxLength: 20 }),
    );
    const frequency = fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'HOURLY');
    fc.assert(
      fc.property(frequency, fc.array(part, { maxLength: 5 }), (freq, parts) => {
        const reading = parseRule([`FREQ=${freq}`, ...parts].join(';'));
        if (!('rule' in reading)) return;
        const series = { rule: reading.rule, start: '2026-12-01T16:00:00', time_zone: 'UTC' };
        const dates = occurrencesBetween(series, '2036-01-01', '2036-12-31').map(({ date }) => date);
        expect(dates).toEqual([...new Set(dates)].toSorted());
      }),
      { numRuns: 150 },
    );
  });
});

describe('a series', () => {
  it('keeps its local time when clocks are changed', () => {
    expect(datesOf('FREQ=WEEKLY', '2026-10-20T16:00:00', 'Europe/Berlin', '2026-01-01', '2026-11-03')).toEqual([
      '2026-10-20 2026-10-20T14:00:00Z',
      '2026-10-27 2026-10-27T15:00:00Z',
      '2026-11-03 2026-11-03T15:00:00Z',
    ]);
  });

  it('is later by the gap on a date without its time', () => {
    expect(datesOf('FREQ=DAILY', '2027-03-27T02:30:00', 'Europe/Berlin', '2027-03-27', '2027-03-29')).toEqual([
      '2027-03-27 2027-03-27T01:30:00Z',
      '2027-03-28 2027-03-28T01:30:00Z never',
      '2027-03-29 2027-03-29T00:30:00Z',
    ]);
  });

  it('is at the first of two such times', () => {
    expect(datesOf('FREQ=DAILY', '2026-10-24T02:30:00', 'Europe/Berlin', '2026-10-24', '2026-10-26')).toEqual([
      '2026-10-24 2026-10-24T00:30:00Z',
      '2026-10-25 2026-10-25T00:30:00Z twice',
      '2026-10-26 2026-10-26T01:30:00Z',
    ]);
  });

  it('starts with the first date of its rule', () => {
    const dates = datesOf('FREQ=WEEKLY;BYDAY=FR;COUNT=2', '2026-12-01T10:00:00', 'UTC', '2026-01-01', '2030-01-01');
    expect(dates).toEqual(['2026-12-04 2026-12-04T10:00:00Z', '2026-12-11 2026-12-11T10:00:00Z']);
  });

  it('ends with the date of UNTIL in its zone, or with the instant', () => {
    const last = (until: string): string | undefined =>
      datesOf(`FREQ=DAILY;UNTIL=${until}`, '2026-12-01T08:00:00', 'Asia/Tokyo', '2026-12-01', '2027-02-01').at(-1);
    expect(last('20261231')).toBe('2026-12-31 2026-12-30T23:00:00Z');
    expect(last('20261231T225959Z')).toBe('2026-12-31 2026-12-30T23:00:00Z');
    expect(last('20261231T230000Z')).toBe('2027-01-01 2026-12-31T23:00:00Z');
  });

  it('has the same dates in every window', () => {
    const all = occurrencesBetween(monthly, '2026-12-01', '2028-12-31');
    const inParts = ['2026', '2027', '2028'].flatMap((year) =>
      occurrencesBetween(monthly, `${year}-01-01`, `${year}-12-31`),
    );
    expect(inParts).toEqual(all);
    expect(all.length).toBe(20);
  });
  const monthly = { rule: rule('FREQ=MONTHLY;BYDAY=-1TU;COUNT=20'), start: '2026-12-01T16:00:00', time_zone: 'UTC' };

  it('has no dates when its rule matches none', () => {
    expect(
      datesOf('FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2', '2026-12-01T10:00:00', 'UTC', '2026-01-01', '2036-01-01'),
    ).toEqual([]);
  });

  it.each(RECORDED.map((one): [string, Case] => [`${one.rrule} from ${one.start} in ${one.zone}`, one]))(
    'has the dates of dateutil and zoneinfo: %s',
    (_title, one) => {
      expect(computed(one)).toEqual(one.dates);
    },
  );

  it('was recorded with times in gaps and times that happen twice', () => {
    const happens = RECORDED.flatMap(({ dates }) => dates.map(([, , often]) => often));
    expect(happens).toEqual(expect.arrayContaining(['once', 'twice', 'never']));
  });
});
