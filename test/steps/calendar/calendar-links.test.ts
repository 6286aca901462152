import { describe, expect, it } from '@jest/globals';
import { calendarFileName, googleUrl, outlookUrl } from '../../../steps/calendar/calendar-links.ts';

const event = {
  start: Date.parse('2026-12-01T15:00:00Z'),
  minutes: 45,
  title: 'Meeting with Ada; Countess, of Lovelace',
  description: 'Join: here',
  url: `https://lessons.example/join?id=k3v9t2m8q5x7r1za&role=student&key=${'K'.repeat(43)}`,
};

describe('the entry of a meeting', () => {
  it('is a form of Google and of Outlook, with the same times and link', () => {
    const google = new URL(googleUrl(event)).searchParams;
    expect([google.get('text'), google.get('dates'), google.get('location')]).toEqual([
      event.title,
      '20261201T150000Z/20261201T154500Z',
      event.url,
    ]);
    const outlook = new URL(outlookUrl(event)).searchParams;
    expect(['startdt', 'enddt', 'subject', 'location'].map((name) => outlook.get(name))).toEqual([
      '2026-12-01T15:00:00.000Z',
      '2026-12-01T15:45:00.000Z',
      event.title,
      event.url,
    ]);
  });

  it('is a file that is named after the meeting and its day', () => {
    const nameOf = (title: string): string => calendarFileName({ ...event, title });
    expect(nameOf('Meeting with Ada; ../Countess')).toBe('meeting-with-ada-countess-2026-12-01.ics');
    expect(nameOf('数学の授業')).toBe('数学の授業-2026-12-01.ics');
    expect(nameOf('???')).toBe('meeting-2026-12-01.ics');
  });
});
