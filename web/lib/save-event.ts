import { calendarFile, type CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { calendarFileName } from '../../steps/calendar/calendar-links.ts';

/** Saves a meeting as a file. It has no METHOD: it is no message. */
export function saveEvent(event: CalendarEvent, now: number): void {
  const file = new Blob([calendarFile([event], { stamp: now })], { type: 'text/calendar;charset=utf-8' });
  const url = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = calendarFileName(event);
  anchor.click();
  URL.revokeObjectURL(url);
}
