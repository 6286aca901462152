import { describe, expect, it } from '@jest/globals';
import { calendarFile } from '../../../steps/calendar/calendar-file.ts';
import { seriesEvents, type SeriesPlan } from '../../../steps/calendar/series-events.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { aMeeting } from '../../support/meeting.ts';

const row: SeriesPlan = {
  id: 'series0123456789',
  rule: { text: 'FREQ=WEEKLY' },
  start: '2026-12-01T16:00:00',
  time_zone: 'Europe/Berlin',
  plan: { duration_minutes: 45 },
  sequence: 1,
};
const now = Date.parse('2026-11-24T09:00:00Z');
const texts = { title: 'Meeting', description: '' };

function linesOf(fields: Partial<SeriesPlan> = {}, meetings: readonly Meeting[] = []): string[] {
  const events = seriesEvents({ ...row, ...fields }, { now, meetings }, texts);
  const lines = calendarFile(events, { method: 'REQUEST', stamp: now }).replaceAll('\r\n ', '').split('\r\n');
  const shown = [
    'UID',
    'SEQUENCE',
    'DTSTART;',
    'DTSTART:2026',
    'RRULE:FREQ=W',
    'RRULE:FREQ=D',
    'RDATE',
    'EXDATE',
    'RECUR',
  ];
  return lines.filter((line) => [...shown, 'STATUS:CAN'].some((name) => line.startsWith(name)));
}

const master = ['UID:series0123456789@elephant-meetings', 'SEQUENCE:1', 'DTSTART;TZID=Europe/Berlin:20261201T160000'];
const aDate = (fields: Partial<Meeting>): Meeting =>
  aMeeting({
    series_id: row.id,
    series_date: '2026-12-08',
    time_zone: 'Europe/Berlin',
    duration_minutes: 45,
    ...fields,
  });

describe('a series in a calendar', () => {
  it('is one entry with a rule, without an entry for each date', () => {
    expect(linesOf({}, [aDate({ meet_time: '2026-12-08T15:00:00Z' })])).toEqual([...master, 'RRULE:FREQ=WEEKLY']);
  });

  it('starts on its first date', () => {
    expect(linesOf({ rule: { text: 'FREQ=WEEKLY;BYDAY=TH' } })).toContain('DTSTART;TZID=Europe/Berlin:20261203T160000');
  });

  it('ends with its last time, in UTC, whatever ends it', () => {
    const untilOf = (fields: Partial<SeriesPlan>): string | undefined =>
      linesOf(fields).find((line) => line.startsWith('RRULE'));
    expect(untilOf({ rule: { text: 'FREQ=WEEKLY;COUNT=3' } })).toBe('RRULE:FREQ=WEEKLY;UNTIL=20261215T150000Z');
    expect(untilOf({ rule: { text: 'FREQ=WEEKLY', until: '2026-12-31' } })).toBe(
      'RRULE:FREQ=WEEKLY;UNTIL=20261231T150000Z',
    );
    expect(untilOf({ ends_before: '2026-12-22' })).toBe('RRULE:FREQ=WEEKLY;UNTIL=20261221T150000Z');
    expect(untilOf({ rule: { text: 'FREQ=WEEKLY;COUNT=3' }, ends_before: '2027-12-22' })).toBe(
      'RRULE:FREQ=WEEKLY;UNTIL=20261215T150000Z',
    );
  });

  it('leaves out the dates that were cancelled or skipped', () => {
    const cancelled = aDate({ status: 'ENDED', outcome: 'CANCELLED' });
    expect(linesOf({ skipped: ['2026-12-15'] }, [cancelled])).toEqual([
      ...master,
      'RRULE:FREQ=WEEKLY',
      'EXDATE;TZID=Europe/Berlin:20261208T160000',
      'EXDATE;TZID=Europe/Berlin:20261215T160000',
    ]);
  });

  it('has an entry for a date that was moved, with the sequence number of the series and of its meeting together', () => {
    expect(linesOf({}, [aDate({ meet_time: '2026-12-09T10:00:00Z', plan: 3 })])).toEqual([
      ...master,
      'RRULE:FREQ=WEEKLY',
      'UID:series0123456789@elephant-meetings',
      'SEQUENCE:3',
      'DTSTART;TZID=Europe/Berlin:20261209T110000',
      'RECURRENCE-ID;TZID=Europe/Berlin:20261208T160000',
    ]);
  });

  it('has an entry for a date on which its local time does not happen: later by the gap', () => {
    const lines = linesOf({ start: '2027-03-21T02:30:00', rule: { text: 'FREQ=WEEKLY;COUNT=3' } });
    expect(lines).toContain('RRULE:FREQ=WEEKLY;UNTIL=20270404T003000Z');
    expect(lines).toContain('RECURRENCE-ID;TZID=Europe/Berlin:20270328T023000');
    expect(lines).toContain('DTSTART;TZID=Europe/Berlin:20270328T033000');
  });

  it('lists its dates in UTC where the rules of the zone in the file give other times', () => {
    const lines = linesOf({
      time_zone: 'Asia/Jerusalem',
      start: '2028-03-22T16:00:00',
      rule: { text: 'FREQ=DAILY;COUNT=3' },
    });
    expect(lines.filter((line) => line.startsWith('R'))).toEqual([
      'RDATE:20280322T140000Z',
      'RDATE:20280323T140000Z',
      'RDATE:20280324T130000Z',
    ]);
  });

  it('is cancelled when no date is left', () => {
    expect(linesOf({ ends_before: '2026-12-01' })).toEqual([...master, 'STATUS:CANCELLED']);
  });
});
