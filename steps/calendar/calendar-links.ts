import { isoMillis, isoSeconds, MINUTE } from '../domain/instants.ts';
import type { CalendarEvent } from './calendar-file.ts';

type Shown = Pick<CalendarEvent, 'start' | 'minutes' | 'title' | 'description' | 'url'>;

/** Opens Google's form of a new event. */
export function googleUrl({ start, minutes, title, description, url = '' }: Shown): string {
  const dates = [start, start + minutes * MINUTE].map((at) => isoSeconds(at).replaceAll(/[-:]/g, '')).join('/');
  const query = new URLSearchParams({ action: 'TEMPLATE', text: title, dates, details: description, location: url });
  return `https://calendar.google.com/calendar/render?${query.toString()}`;
}

/** Opens Outlook's form of a new event. */
export function outlookUrl({ start, minutes, title, description, url = '' }: Shown): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    subject: title,
    startdt: isoMillis(start),
    enddt: isoMillis(start + minutes * MINUTE),
    body: description,
    location: url,
  });
  return `https://outlook.live.com/calendar/0/action/compose?${query.toString()}`;
}

/** `meeting-with-ada-lovelace-2026-12-01.ics`: letters of all languages, without what file systems refuse. */
export function calendarFileName({ title, start }: Pick<CalendarEvent, 'title' | 'start'>): string {
  const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? ['meeting'];
  return `${words.join('-').slice(0, 80)}-${isoSeconds(start).slice(0, 10)}.ics`;
}
