import { fromIso, MINUTE } from '../domain/instants.ts';
import type { Meeting } from '../domain/meeting.ts';
import { sequenceOf } from '../domain/sequence.ts';
import { extendedEnd } from '../domain/timetable.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import type { CalendarEvent } from './calendar-file.ts';
import { uidOf } from './uid.ts';

export type EventTexts = Pick<
  CalendarEvent,
  'title' | 'description' | 'url' | 'alarmMinutes' | 'organiser' | 'attendee'
>;

/** The entry of a meeting in the calendar of one person. */
export const meetingEvent = (meeting: Meeting, texts: EventTexts): CalendarEvent => ({
  ...texts,
  uid: uidOf(meeting.id),
  sequence: sequenceOf(meeting),
  start: fromIso(meeting.meet_time),
  minutes: (extendedEnd(meeting) - fromIso(meeting.meet_time)) / MINUTE,
  timeZone: meeting.time_zone,
  cancelled: decidedOutcome(meeting) === 'CANCELLED',
});
