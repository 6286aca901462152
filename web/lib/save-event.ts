import { calendarFile, type CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { calendarFileName } from '../../steps/calendar/calendar-links.ts';
import { saveFile } from './save-file.ts';

/** Saves a meeting as a file. It has no METHOD: it is no message. */
export function saveEvent(event: CalendarEvent, now: number): void {
  const file = new Blob([calendarFile([event], { stamp: now })], { type: 'text/calendar;charset=utf-8' });
  saveFile(calendarFileName(event), file);
}
