import { describe, expect, it } from '@jest/globals';
import { datesOf, instantOf } from '../../promises/series-dates.ts';
import { seriesComplete } from '../../promises/series.ts';
import type { FillRun, OccurrenceTrace, SeriesRequest, SeriesTrace } from '../../promises/series-trace.ts';
import { occurrencesBetween } from '../../steps/domain/series/occurrences.ts';
import { parseRule } from '../../steps/domain/series/rule.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import type { Series } from '../../steps/series/series.ts';
import { aMeeting } from '../support/meeting.ts';

const ZONE = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);

const aRow = (fields: Partial<Series> = {}): Series => ({
  id: 'seriesseries0001',
  version: 1,
  organiser: 'default',
  created_at: '2026-10-18T12:00:00.000Z',
  rule: { text: 'FREQ=WEEKLY;COUNT=3' },
  start: '2026-10-19T16:00:00',
  time_zone: ZONE,
  plan: { teacher_name: 'Ada', student_name: 'Ben', frontend_base_url: 'https://lessons.example/join' },
  base_url: 'https://api.example',
  key_id: 'k0',
  occurrences: {},
  ...fields,
});

const LESSONS = [
  ['2026-10-19', '2026-10-19T14:00:00Z'],
  ['2026-10-26', '2026-10-26T15:00:00Z'],
  ['2026-11-02', '2026-11-02T15:00:00Z'],
] as const;

const occurrence = (
  [date, createdFor]: readonly [string, string],
  row: Partial<Meeting> = {},
  fields: Partial<OccurrenceTrace> = {},
): OccurrenceTrace => ({
  seriesId: 'seriesseries0001',
  date,
  acceptedAt: at('2026-10-18T12:00:01Z'),
  createdFor,
  row: aMeeting({ id: `meeting${date.replaceAll('-', '')}0`, meet_time: createdFor, launch_at: createdFor, ...row }),
  endRequested: false,
  ...fields,
});

const aRun = (fields: Partial<FillRun> = {}): FillRun => ({
  from: at('2026-10-18T12:00:00Z'),
  until: at('2026-10-18T12:00:05Z'),
  seriesId: undefined,
  undisturbed: true,
  ...fields,
});

const cancelled: Partial<Meeting> = {
  status: 'ENDED',
  outcome: 'CANCELLED',
  verdict: { outcome: 'CANCELLED', by: 'organiser', at: '2026-10-18T13:00:00Z' },
};

function broken(fields: Partial<SeriesTrace> = {}, row: Partial<Series> = {}, endedAt?: number): unknown {
  const trace: SeriesTrace = {
    rows: [{ row: aRow(row), insertedAt: at('2026-10-18T12:00:00Z'), endedAt }],
    meetings: LESSONS.map((lesson) => occurrence(lesson)),
    runs: [aRun()],
    requests: [],
    blocked: [],
    ...fields,
  };
  const check = seriesComplete.check({ series: trace });
  return check.result === 'checked' ? check.broken : check.result;
}

describe('series-complete', () => {
  it('holds for a meeting on each date, at the local time before and after clocks are changed', () => {
    expect(broken()).toEqual([]);
  });

  it('is broken by a date without a meeting after an undisturbed run, and not before', () => {
    const meetings = LESSONS.slice(1).map((lesson) => occurrence(lesson));
    const missing = [expect.stringMatching(/^2026-10-19 has no meeting after the run/)];
    expect(broken({ meetings })).toEqual(missing);
    expect(broken({ meetings, runs: [aRun({ undisturbed: false })] })).toEqual([]);
    expect(broken({ meetings, runs: [aRun({ seriesId: 'anotherseries001' })] })).toEqual([]);
    const blocked = [{ at: at(LESSONS[0][1]), until: at('2026-10-18T18:00:00Z') }];
    expect(broken({ meetings, blocked })).toEqual([]);
    const later = aRun({ from: at('2026-10-19T00:00:00Z'), until: at('2026-10-19T00:00:02Z') });
    expect(broken({ meetings, blocked, runs: [aRun(), later] })).toEqual(missing);
  });

  it('waits for runs at the same time, which can hold the only host that the cap allows', () => {
    const [from, until] = [at('2026-10-18T12:00:03Z'), at('2026-10-18T12:00:07Z')];
    const beside = aRun({ seriesId: 'anotherseries001', from, until });
    const late = { acceptedAt: at('2026-10-18T12:00:06Z') };
    const meetings = LESSONS.map((lesson) => occurrence(lesson)).with(0, occurrence(LESSONS[0], {}, late));
    const missing = [expect.stringMatching(/^2026-10-19 has no meeting after the run/)];
    expect(broken({ meetings })).toEqual(missing);
    expect(broken({ meetings, runs: [aRun(), beside] })).toEqual([]);
    expect(broken({ meetings, runs: [aRun(), { ...beside, from: at('2026-10-18T12:00:06Z') }] })).toEqual(missing);
    expect(broken({ meetings: meetings.slice(1), runs: [aRun(), beside] })).toEqual(missing);
    const disturbed = { ...beside, undisturbed: false };
    expect(broken({ meetings: meetings.slice(1), runs: [aRun(), disturbed] })).toEqual([]);
    const before = { ...disturbed, from: at('2026-10-18T11:00:00Z'), until: at('2026-10-18T11:00:05Z') };
    expect(broken({ meetings: meetings.slice(1), runs: [aRun(), before] })).toEqual(missing);
  });

  it('is broken by a date of a successor without a meeting after a run for the series before, until that is settled', () => {
    const insertedAt = at('2026-10-18T13:00:00Z');
    const rows = [
      { row: aRow({ ends_before: '2026-10-19' }), insertedAt, endedAt: insertedAt },
      { row: aRow({ id: 'seriesseries0002', follows: 'seriesseries0001' }), insertedAt, endedAt: undefined },
    ];
    const meetings = LESSONS.slice(1).map((lesson) => occurrence(lesson, {}, { seriesId: 'seriesseries0002' }));
    const run = { ...aRun({ seriesId: 'seriesseries0001', from: insertedAt }), until: insertedAt + 5000 };
    expect(broken({ rows, meetings, runs: [run] })).toEqual([expect.stringMatching(/^2026-10-19 has no meeting/)]);
    const settled = [{ ...rows[0]!, endedAt: at('2026-10-16T12:00:00Z') }, rows[1]!];
    expect(broken({ rows: settled, meetings, runs: [run] })).toEqual([]);
  });

  it('is broken by two meetings for one date, another time, and a date that is none', () => {
    const all = LESSONS.map((lesson) => occurrence(lesson));
    expect(broken({ meetings: [...all, occurrence(LESSONS[1])] })).toEqual(['2026-10-26 has two meetings']);
    const wrong = occurrence(['2026-10-26', '2026-10-26T14:00:00Z']);
    expect(broken({ meetings: all.with(1, wrong) })).toEqual([
      expect.stringMatching(/in place of 2026-10-26T15:00:00Z/),
    ]);
    const none = occurrence(['2026-10-27', '2026-10-27T15:00:00Z']);
    expect(broken({ meetings: [...all, none] })).toEqual(['2026-10-27 is no date of the series']);
  });

  it('is broken by a cancellation that nobody asked for', () => {
    const meetings = LESSONS.map((lesson) => occurrence(lesson)).with(2, occurrence(LESSONS[2], cancelled));
    expect(broken({ meetings })).toEqual(['2026-11-02 was cancelled without a request']);
    const asked = meetings.map((meeting) => ({ ...meeting, endRequested: true }));
    expect(broken({ meetings: asked })).toEqual([]);
  });

  it('is broken by a meeting after the end, unless it was launched before a run could cancel it', () => {
    const ended = at('2026-10-18T13:00:00Z');
    const after = aRun({ from: at('2026-10-19T00:00:00Z'), until: at('2026-10-19T00:00:02Z') });
    const ends = { ends_before: '2026-11-02' };
    expect(broken({ runs: [aRun()] }, ends, ended)).toEqual([]);
    expect(broken({ runs: [aRun(), after] }, ends, ended)).toEqual(['2026-11-02 is not cancelled']);
    const launched = occurrence(LESSONS[2], { launch_at: '2026-10-19T00:00:01Z' });
    const meetings = [...LESSONS.slice(0, 2).map((lesson) => occurrence(lesson)), launched];
    expect(broken({ runs: [aRun(), after], meetings }, ends, ended)).toEqual([]);
  });

  describe('with a confirmed request', () => {
    const sentAt = at('2026-10-18T13:00:00Z');
    const request = (fields: Pick<SeriesRequest, 'request'>, status = 200): Partial<SeriesTrace> => ({
      requests: [{ sentAt, at: sentAt, status, id: 'seriesseries0001', from: '2026-11-02', ...fields }],
    });

    it('is broken when the series goes on after its end', () => {
      const end = { request: { what: 'end' } } as const;
      expect(broken(request(end, 202))).toEqual([expect.stringMatching(/the series goes on/)]);
      expect(broken(request(end, 502))).toEqual([]);
      expect(broken(request(end, 202), { ends_before: '2026-11-02' }, sentAt)).toEqual([]);
    });

    it('is broken when the successor is missing or has other dates', () => {
      const change = {
        request: { what: 'change', fields: { teacher_name: 'Eve' }, successor: 'seriesseries0002' },
      } as const;
      const row = aRow({ ends_before: '2026-11-02', followed_by: 'seriesseries0002' });
      const next = (fields: Partial<Series>) => ({
        insertedAt: sentAt,
        endedAt: undefined,
        row: aRow({
          id: 'seriesseries0002',
          follows: row.id,
          start: '2026-11-02T16:00:00',
          rule: { text: 'FREQ=WEEKLY;COUNT=1' },
          plan: { ...row.plan, teacher_name: 'Eve' },
          ...fields,
        }),
      });
      const found = (...rows: SeriesTrace['rows']) =>
        broken({ ...request(change), rows: [{ row, insertedAt: 0, endedAt: sentAt }, ...rows] });
      expect(found(next({}))).toEqual([]);
      expect(found()).toEqual([expect.stringMatching(/is lost/)]);
      expect(found(next({ rule: { text: 'FREQ=WEEKLY;COUNT=2' } }))).toEqual([
        expect.stringMatching(/changed the dates/),
      ]);
      expect(found(next({ plan: row.plan }))).toEqual([expect.stringMatching(/is not in the plan/)]);
    });

    it('takes a change that returns the series itself as one that changed nothing', () => {
      const same = aRow({});
      const change = (teacher_name: string) =>
        request({ request: { what: 'change', fields: { teacher_name }, successor: same.id } }, 200);
      expect(broken(change(same.plan.teacher_name))).toEqual([]);
      expect(broken(change('Eve'))).toEqual([expect.stringMatching(/is not in the plan/)]);
    });
  });
});

describe('the dates that the promise counts are those of the product', () => {
  it.each([
    ['FREQ=DAILY;INTERVAL=3', '2026-10-20T02:30:00', ZONE],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU', '2026-10-18T00:30:00', 'America/New_York'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,31;COUNT=5', '2026-08-31T23:59:00', 'Australia/Lord_Howe'],
    ['FREQ=DAILY;UNTIL=20261101', '2026-10-20T01:30:00', 'Africa/Cairo'],
    ['FREQ=DAILY', '2026-10-01T00:00:00', 'America/Santiago'],
    ['FREQ=DAILY', '2027-03-20T02:15:00', 'Europe/London'],
  ])('%s from %s in %s', (text, start, time_zone) => {
    const reading = parseRule(text);
    if (!('rule' in reading)) throw new Error(reading.message);
    const series = { rule: reading.rule, start, time_zone };
    const expected = occurrencesBetween(series, start.slice(0, 10), '2027-05-01');
    const dates = datesOf(series, '2027-05-01')!;
    expect(dates).toEqual(expected.map(({ date }) => date));
    expect(dates.map((date) => instantOf(date, start.slice(11), time_zone))).toEqual(expected.map((one) => one.at));
  });

  it('are not known for a rule with other parts', () => {
    expect(datesOf(aRow({ rule: { text: 'FREQ=YEARLY;BYWEEKNO=3;BYDAY=MO' } }), '2027-05-01')).toBeUndefined();
    expect(datesOf(aRow({ rule: { text: 'FREQ=MONTHLY;BYDAY=1MO' } }), '2027-05-01')).toBeUndefined();
  });
});
