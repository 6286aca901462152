import { describe, expect, it } from '@jest/globals';
import { calendarFile, calendarFileName, googleUrl, outlookUrl } from '../../../web/lib/ics.ts';

const event = {
  uid: 'k3v9t2m8q5x7r1za-student@lessons.example',
  start: Date.parse('2026-12-01T15:00:00Z'),
  minutes: 45,
  stamp: Date.parse('2026-11-24T09:00:00Z'),
  title: 'Meeting with Ada; Countess, of Lovelace',
  description: 'Line one\nback\\slash',
  url: `https://lessons.example/join?id=k3v9t2m8q5x7r1za&role=student&key=${'K'.repeat(43)}`,
};
const lines = calendarFile(event).split('\r\n');
const unfolded = calendarFile(event).replaceAll('\r\n ', '').split('\r\n');

describe('the calendar file', () => {
  it('contains the times in UTC', () => {
    expect(unfolded).toEqual(
      expect.arrayContaining(['DTSTART:20261201T150000Z', 'DTEND:20261201T154500Z', 'DTSTAMP:20261124T090000Z']),
    );
  });

  it('escapes texts, but not the URL', () => {
    expect(unfolded).toContain('SUMMARY:Meeting with Ada\\; Countess\\, of Lovelace');
    expect(unfolded).toContain('DESCRIPTION:Line one\\nback\\\\slash');
    expect(unfolded).toContain(`URL:${event.url}`);
  });

  it('splits lines after at most 75 octets, between characters', () => {
    const title = 'Überprüfung der Größenverhältnisse – 数学の授業、二次方程式と因数分解の練習問題 🐘🐘🐘🐘🐘';
    const folded = calendarFile({ ...event, title }).split('\r\n');
    expect(Math.max(...folded.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75);
    expect(folded.join('\r\n').replaceAll('\r\n ', '')).toContain(`SUMMARY:${title}`);
  });

  it('starts and ends with the calendar object, with CRLF line breaks', () => {
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
  });

  it('is no message: it has no METHOD, which would need an organizer', () => {
    expect(unfolded.filter((line) => line.startsWith('METHOD'))).toEqual([]);
  });

  it('is named after the meeting and its day', () => {
    expect(calendarFileName('Meeting with Ada; ../Countess', event.start)).toBe(
      'meeting-with-ada-countess-2026-12-01.ics',
    );
    expect(calendarFileName('数学の授業', event.start)).toBe('数学の授業-2026-12-01.ics');
    expect(calendarFileName('???', event.start)).toBe('meeting-2026-12-01.ics');
  });

  it('is also a form of Google and of Outlook', () => {
    const google = new URL(googleUrl(event)).searchParams;
    expect([google.get('dates'), google.get('location')]).toEqual(['20261201T150000Z/20261201T154500Z', event.url]);
    const outlook = new URL(outlookUrl(event)).searchParams;
    expect([outlook.get('enddt'), outlook.get('subject')]).toEqual(['2026-12-01T15:45:00.000Z', event.title]);
  });

  it('does not let a title add a line', () => {
    const file = calendarFile({ ...event, title: 'A\r\nATTENDEE:mailto:x@example.org' });
    expect(file.split('\r\n').some((line) => line.startsWith('ATTENDEE'))).toBe(false);
  });
});
