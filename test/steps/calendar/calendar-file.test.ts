import { describe, expect, it } from '@jest/globals';
import { type CalendarEvent, type CalendarFile, calendarFile } from '../../../steps/calendar/calendar-file.ts';
import { meetingEvent } from '../../../steps/calendar/meeting-event.ts';
import { dateEvent } from '../../../steps/calendar/series-events.ts';
import { sequenceOf } from '../../../steps/domain/sequence.ts';
import { aSeries } from '../../support/series.ts';
import { aMeeting, iso } from '../../support/meeting.ts';

const url = `https://lessons.example/join?id=k3v9t2m8q5x7r1za&role=student&key=${'K'.repeat(43)}`;
const event: CalendarEvent = {
  uid: 'k3v9t2m8q5x7r1za@elephant-meetings',
  sequence: 0,
  start: Date.parse('2026-12-01T15:00:00Z'),
  minutes: 45,
  timeZone: 'Europe/Berlin',
  title: 'Meeting with Ada',
  description: 'Line one\nLine two',
  url,
  alarmMinutes: 10,
};
const stamp = Date.parse('2026-11-24T09:00:00Z');

const raw = (fields: Partial<CalendarEvent> = {}, file: Partial<CalendarFile> = {}): string[] =>
  calendarFile([{ ...event, ...fields }], { stamp, ...file }).split('\r\n');

const linesOf = (fields: Partial<CalendarEvent> = {}, file: Partial<CalendarFile> = {}): string[] =>
  raw(fields, file).join('\r\n').replaceAll('\r\n ', '').split('\r\n');

const starts = (lines: readonly string[], ...names: string[]): string[] =>
  lines.filter((line) => names.some((name) => line.startsWith(name)));

describe('the calendar file', () => {
  it('has the local times of the meeting, and the rules of its zone', () => {
    const lines = linesOf();
    expect(starts(lines, 'TZID', 'BEGIN:STANDARD', 'BEGIN:DAYLIGHT')).toEqual([
      'TZID:Europe/Berlin',
      'BEGIN:DAYLIGHT',
      'BEGIN:STANDARD',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART;TZID=Europe/Berlin:20261201T160000',
        'DTEND;TZID=Europe/Berlin:20261201T164500',
        'DTSTAMP:20261124T090000Z',
      ]),
    );
  });

  it('has the times in UTC, and no zone, where a reader could get other times', () => {
    const utc = (start: string, timeZone?: string): string[] =>
      starts(linesOf({ start: Date.parse(start), timeZone }), 'DTSTART:20', 'DTEND:20', 'TZID:');
    expect(utc('2026-12-01T15:00:00Z')).toEqual(['DTSTART:20261201T150000Z', 'DTEND:20261201T154500Z']);
    // The second 2:30 of the night, and an end in it.
    expect(utc('2026-10-25T01:30:00Z', 'Europe/Berlin')).toEqual([
      'DTSTART:20261025T013000Z',
      'DTEND:20261025T021500Z',
    ]);
    expect(utc('2026-10-25T00:30:00Z', 'Europe/Berlin')).toHaveLength(2);
    expect(utc('2026-10-24T23:30:00Z', 'Europe/Berlin')).toEqual(['TZID:Europe/Berlin']);
    // The rule in the file is the last Friday of March; the clocks change on the Friday before the last Sunday.
    expect(utc('2028-03-23T15:00:00Z', 'Asia/Jerusalem')).toEqual(['TZID:Asia/Jerusalem']);
    expect(utc('2028-03-24T15:00:00Z', 'Asia/Jerusalem')).toHaveLength(2);
  });

  it('names a zone as its rules do', () => {
    expect(starts(linesOf({ timeZone: 'Asia/Calcutta' }), 'TZID', 'DTSTART;')).toEqual([
      'TZID:Asia/Kolkata',
      'DTSTART;TZID=Asia/Kolkata:20261201T203000',
    ]);
  });

  it('has an organiser, the one attendee, and an alarm', () => {
    const person = { name: 'Ben "B" Müller; x', email: 'ben@example.org' };
    const lines = linesOf({ organiser: { name: 'Lessons', email: 'lessons@example.org' }, attendee: person });
    expect(starts(lines, 'ORGANIZER', 'ATTENDEE', 'TRIGGER', 'ACTION')).toEqual([
      'ORGANIZER;CN="Lessons":mailto:lessons@example.org',
      `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Ben ^'B^' Müller; x":MAILTO:ben@example.org`,
      'ACTION:DISPLAY',
      'TRIGGER:-PT10M',
    ]);
    expect(starts(linesOf({ alarmMinutes: undefined }), 'BEGIN:VALARM')).toEqual([]);
  });

  it('has the method of its message; a file that a person saves has none', () => {
    expect(starts(linesOf({}, { method: 'REQUEST' }), 'METHOD', 'STATUS')).toEqual([
      'METHOD:REQUEST',
      'STATUS:CONFIRMED',
    ]);
    expect(starts(linesOf({ cancelled: true }, { method: 'CANCEL' }), 'METHOD', 'STATUS')).toEqual([
      'METHOD:CANCEL',
      'STATUS:CANCELLED',
    ]);
    expect(starts(linesOf(), 'METHOD')).toEqual([]);
  });

  it('repeats by a rule, without the times that do not take place', () => {
    const except = [{ at: Date.parse('2026-12-15T15:00:00Z'), local: '2026-12-15T16:00:00' }];
    const until = Date.parse('2027-01-26T15:00:00Z');
    const lines = linesOf({ repeat: { rule: 'FREQ=WEEKLY;BYDAY=TU', until, except } });
    expect(starts(lines, 'RRULE:FREQ=WEEKLY', 'EXDATE')).toEqual([
      'RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270126T150000Z',
      'EXDATE;TZID=Europe/Berlin:20261215T160000',
    ]);
  });

  it('lists the times of a series that no rule gives', () => {
    const times = [event.start, Date.parse('2026-12-08T15:00:00Z')];
    expect(starts(linesOf({ repeat: { times } }), 'RDATE', 'DTSTART:20261')).toEqual([
      'DTSTART:20261201T150000Z',
      'RDATE:20261201T150000Z',
      'RDATE:20261208T150000Z',
    ]);
  });

  it('does not repeat when a single time is left of a list', () => {
    expect(starts(linesOf({ repeat: { times: [event.start] } }), 'R', 'DTSTART:20261')).toEqual([
      'DTSTART:20261201T150000Z',
    ]);
  });

  it('names the original local time of a date, also one that does not happen', () => {
    const original = { at: Date.parse('2027-03-28T01:30:00Z'), local: '2027-03-28T02:30:00' };
    const start = Date.parse('2027-03-28T08:00:00Z');
    expect(starts(linesOf({ start, original }), 'DTSTART;', 'RECURRENCE-ID')).toEqual([
      'DTSTART;TZID=Europe/Berlin:20270328T100000',
      'RECURRENCE-ID;TZID=Europe/Berlin:20270328T023000',
    ]);
  });

  it('escapes texts, but not the URL', () => {
    const lines = linesOf({ title: 'Ada; Countess, of Lovelace', description: 'one\r\nback\\slash' });
    expect(lines).toContain('SUMMARY:Ada\\; Countess\\, of Lovelace');
    expect(lines).toContain('DESCRIPTION:one\\nback\\\\slash');
    expect(lines).toContain(`URL;VALUE=URI:${url}`);
  });

  it('splits lines after at most 75 octets, between characters', () => {
    const title = 'Überprüfung der Größenverhältnisse – 数学の授業、二次方程式と因数分解の練習問題 🐘🐘🐘🐘🐘';
    const folded = raw({ title });
    expect(Math.max(...folded.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75);
    expect(linesOf({ title })).toContain(`SUMMARY:${title}`);
  });

  it('starts and ends with the calendar object, with CRLF line breaks', () => {
    const lines = raw();
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
    expect(lines.some((line) => /[\r\n]/.test(line))).toBe(false);
  });

  it('does not let a title or a name add a line', () => {
    const bad = 'A\r\nATTENDEE:mailto:x@example.org\u2028\u0085B\u0000';
    const lines = raw({ title: bad, organiser: { name: bad, email: 'a@example.org' } });
    expect(starts(lines, 'ATTENDEE')).toEqual([]);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}]/u);
  });
});

describe('the entry of a meeting', () => {
  const texts = { title: 'Meeting', description: '', url };

  it('has one UID, and a higher sequence number after each change', () => {
    const changed = aMeeting({ plan: 3, change: { at: iso(-30) } });
    const late = aMeeting({ plan: 3, late_minutes: 5 });
    const extended = aMeeting({ plan: 3, late_minutes: 5, extensions: [{ minutes: 15, at: iso(50) }] });
    const cancelled = aMeeting({ plan: 3, status: 'ENDED', outcome: 'CANCELLED' });
    expect([aMeeting(), changed, late, extended].map(sequenceOf)).toEqual([0, 2, 7, 8]);
    expect(sequenceOf(cancelled)).toBe(sequenceOf(changed) + 1);
    expect(meetingEvent(changed, texts).uid).toBe(meetingEvent(aMeeting(), texts).uid);
    expect(meetingEvent(cancelled, texts).cancelled).toBe(true);
    expect(meetingEvent(extended, texts).minutes).toBe(75);
  });

  it('has the UID of the series, if it is one of its dates', () => {
    const original = { at: Date.parse('2026-12-01T15:00:00Z'), local: '2026-12-01T16:00:00' };
    const series = aSeries({ sequence: 2 });
    const date = aMeeting({ series_id: series.id, series_date: '2026-12-01', plan: 2 });
    expect(dateEvent(series, date, texts)).toMatchObject({
      uid: `${series.id}@elephant-meetings`,
      sequence: 3,
      timeZone: 'Europe/Berlin',
      original,
    });
  });
});
