import type { CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { uidOf } from '../../steps/calendar/uid.ts';
import { zoneOrOwn } from './zones.ts';

/** Minutes from the alarm to the start. */
const ALARM = 10;

interface About {
  readonly id: string;
  /** `calendar_sequence` of the meeting. */
  readonly sequence: number;
  readonly meetTime: string;
  readonly minutes: number;
  readonly zone: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly url: string;
}

/** A meeting in the calendar of the person with this link. The mails about it have the same UID. */
export const calendarEvent = ({ id, meetTime, zone, ...shown }: About): CalendarEvent => ({
  ...shown,
  uid: uidOf(id),
  start: Date.parse(meetTime),
  // A zone that the browser does not know cannot be written into a file.
  timeZone: zoneOrOwn(zone),
  alarmMinutes: ALARM,
});
