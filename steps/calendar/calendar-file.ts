import ical, {
  ICalAlarmType,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  type ICalDayJsStub,
  ICalEventStatus,
} from 'ical-generator';
import { isoSeconds, type Millis, MINUTE } from '../domain/instants.ts';
import { type CalendarZone, calendarZone } from './zone.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** A meeting, a series, or one date of a series, as one person sees it. */
export interface CalendarEvent {
  /** The same in all files about a meeting, or about a series and its dates. */
  readonly uid: string;
  /** Higher after each change. */
  readonly sequence: number;
  readonly start: Millis;
  readonly minutes: number;
  /** The zone of the meeting; UTC if absent. */
  readonly timeZone?: string | undefined;
  readonly title: string;
  readonly description: string;
  /** The link of the person who gets the file, and of nobody else. */
  readonly url?: string | undefined;
  readonly cancelled?: boolean | undefined;
  /** Minutes from the alarm to the start. */
  readonly alarmMinutes?: number | undefined;
  readonly organiser?: Person | undefined;
  readonly attendee?: Person | undefined;
  readonly repeat?: Repeat | undefined;
  /** The time that a date of a series had before it was changed. */
  readonly original?: LocalInstant | undefined;
}

/** A time of a series. Its local time can be one that does not happen, where clocks are set forward. */
export interface LocalInstant {
  readonly at: Millis;
  /** `2027-03-28T02:30:00` */
  readonly local: string;
}

export type Repeat =
  /** An RRULE without UNTIL, the last time, and the times that do not take place. It needs a time zone. */
  | { readonly rule: string; readonly until?: Millis | undefined; readonly except: readonly LocalInstant[] }
  /** All times, where no rule gives them. */
  | { readonly times: readonly Millis[] };

export interface CalendarFile {
  /** Absent in a file that a person saves: it is no message. */
  readonly method?: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  /** When the file was made. */
  readonly stamp: Millis;
  /** Shown by programs that subscribe to the file. */
  readonly name?: string;
  /** How often they should read it again. */
  readonly refreshSeconds?: number;
}

/** The content of a file of RFC 5545: folded lines, CRLF, escaped texts, and the rules of each zone. */
export function calendarFile(
  events: readonly CalendarEvent[],
  { method, stamp, name, refreshSeconds }: CalendarFile,
): string {
  const zones = new Map<string, CalendarZone>();
  const calendar = ical({
    prodId: '//elephant-meetings//elephant-meetings//EN',
    method: method === undefined ? null : ICalCalendarMethod[method],
    ...(name !== undefined && { name: singleLine(name) }),
    ...(refreshSeconds !== undefined && { ttl: refreshSeconds }),
    // Without a name of its own: the library would write DTSTAMP in that zone.
    timezone: { name: null, generator: (id) => zones.get(id)?.block ?? null },
  });
  for (const event of events) {
    const zone = zoneOf(event);
    if (zone) zones.set(zone.id, zone);
    addEvent(calendar, event, zone, stamp);
  }
  return `${calendar.toString()}\r\n`;
}

const endOf = ({ start, minutes }: CalendarEvent): Millis => start + minutes * MINUTE;

const zoneOf = (event: CalendarEvent): CalendarZone | undefined =>
  event.repeat && 'times' in event.repeat ? undefined : calendarZone(event.timeZone, [event.start, endOf(event)]);

function addEvent(calendar: ICalCalendar, event: CalendarEvent, zone: CalendarZone | undefined, stamp: Millis): void {
  const { uid, sequence, start, title, description, url, organiser, attendee, original, repeat } = event;
  const link = url === undefined ? undefined : uri(url);
  const added = calendar.createEvent({
    id: uid,
    sequence,
    stamp: time(stamp),
    start: time(start, zone),
    end: time(endOf(event), zone),
    timezone: zone?.id ?? null,
    summary: singleLine(title),
    description: clean(description),
    ...(link !== undefined && { url: link, location: link }),
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...(organiser && { organizer: { name: singleLine(organiser.name), email: organiser.email } }),
    ...(original && { recurrenceId: time(original.at, zone, original.local) }),
    ...(repeat && !isOnce(repeat) && { repeating: repeatText(repeat, zone) }),
  });
  if (attendee)
    added.createAttendee({
      name: singleLine(attendee.name),
      email: attendee.email,
      status: ICalAttendeeStatus.NEEDSACTION,
      rsvp: true,
    });
  if (event.alarmMinutes !== undefined)
    added.createAlarm({
      type: ICalAlarmType.display,
      triggerBefore: event.alarmMinutes * 60,
      description: singleLine(title),
    });
}

/** DTSTART alone gives a single time: the library takes a single line for a rule. */
const isOnce = (repeat: Repeat): boolean => 'times' in repeat && repeat.times.length === 1;

/** Lines, because the library knows no UNTIL in UTC beside a zone, and no RDATE. */
function repeatText(repeat: Repeat, zone: CalendarZone | undefined): string {
  // The first of the times is DTSTART, too.
  if ('times' in repeat) return repeat.times.map((at) => `RDATE:${basic(isoSeconds(at))}`).join('\n');
  const until = repeat.until === undefined ? '' : `;UNTIL=${basic(isoSeconds(repeat.until))}`;
  const except = repeat.except.map(({ at, local }) =>
    zone ? `EXDATE;TZID=${zone.id}:${basic(local)}` : `EXDATE:${basic(isoSeconds(at))}`,
  );
  return [`RRULE:${repeat.rule}${until}`, ...except].join('\n');
}

/** `2026-12-01T15:00:00Z` -> `20261201T150000Z` */
const basic = (text: string): string => text.replaceAll(/[-:]/g, '');

/**
 * The interface of Day.js, with which the library asks for the time in UTC or in the zone of the event. A date of
 * JavaScript would be written in the zone of the machine.
 */
function time(at: Millis, zone?: CalendarZone, local = zone?.localTime(at)): ICalDayJsStub {
  const shown = (text: string): ICalDayJsStub => ({
    format: (form) => (form === 'YYYYMMDD' ? basic(text).slice(0, 8) : basic(text).slice(9, 15)),
    isValid: () => true,
    toDate: () => new Date(at),
    toJSON: () => isoSeconds(at),
    tz: () => shown(local ?? isoSeconds(at)),
    utc: () => shown(isoSeconds(at)),
  });
  return shown(isoSeconds(at));
}

/** Control characters could break a line. */
const clean = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (sign) => (sign === '\n' ? sign : ' '));
const singleLine = (text: string): string => clean(text).replaceAll('\n', ' ').trim();

/** The library escapes commas and semicolons of an address as in a text. */
const uri = (text: string): string => text.replaceAll(',', '%2C').replaceAll(';', '%3B');
