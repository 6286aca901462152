import { describe, expect, it } from '@jest/globals';
import { calendarFile } from '../../../web/lib/ics.ts';

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

  it('does not let a title add a line', () => {
    const file = calendarFile({ ...event, title: 'A\r\nATTENDEE:mailto:x@example.org' });
    expect(file.split('\r\n').some((line) => line.startsWith('ATTENDEE'))).toBe(false);
  });
});
