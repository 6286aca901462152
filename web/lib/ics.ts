export interface CalendarEvent {
  readonly uid: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly minutes: number;
  /** When the file was made, epoch milliseconds. */
  readonly stamp: number;
  readonly title: string;
  readonly description: string;
  readonly url: string;
}

/** `meeting-with-ada-lovelace-2026-12-01.ics`: letters of all languages, without what file systems refuse. */
export function calendarFileName(title: string, start: number): string {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? ['meeting'];
  return `${words.join('-').slice(0, 80)}-${new Date(start).toISOString().slice(0, 10)}.ics`;
}

type Event = Pick<CalendarEvent, 'start' | 'minutes' | 'title' | 'description' | 'url'>;

/** Opens Google's form of a new event. */
export function googleUrl({ start, minutes, title, description, url }: Event): string {
  const dates = `${utc(start)}/${utc(start + minutes * 60_000)}`;
  const query = new URLSearchParams({ action: 'TEMPLATE', text: title, dates, details: description, location: url });
  return `https://calendar.google.com/calendar/render?${query.toString()}`;
}

/** Opens Outlook's form of a new event. */
export function outlookUrl({ start, minutes, title, description, url }: Event): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    subject: title,
    startdt: new Date(start).toISOString(),
    enddt: new Date(start + minutes * 60_000).toISOString(),
    body: description,
    location: url,
  });
  return `https://outlook.live.com/calendar/0/action/compose?${query.toString()}`;
}

/** RFC 5545. No METHOD: that is for messages, and PUBLISH would need an ORGANIZER. Times are in UTC, so that the file needs no time zone rules. */
export function calendarFile({ uid, start, minutes, stamp, title, description, url }: CalendarEvent): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//elephant-meetings//EN',
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(stamp)}`,
    `DTSTART:${utc(start)}`,
    `DTEND:${utc(start + minutes * 60_000)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(description)}`,
    `LOCATION:${escaped(url)}`,
    `URL:${url}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(title)}`,
    'TRIGGER:-PT10M',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261201T150000Z` */
const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n');

/** A line has at most 75 octets; a longer one continues after a line break and a space. Splits between characters only. */
function folded(line: string): string {
  const parts: string[] = [''];
  let octets = 0;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (octets + size > 75) {
      parts.push('');
      octets = 1;
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts.join('\r\n ');
}
