import { tzlib_get_ical_block } from 'timezones-ical-library';
import { type Millis, MINUTE } from '../domain/instants.ts';
import { inZone, localTime } from '../domain/meet-time.ts';

/** A time zone as a calendar file describes it. */
export interface CalendarZone {
  /** Its present name: `Asia/Kolkata` for `Asia/Calcutta`. */
  readonly id: string;
  /** The component VTIMEZONE: the rules of today, for all years. */
  readonly block: string;
  /** The local time of an instant: `2026-12-01T16:00:00`. */
  localTime(at: Millis): string;
}

/**
 * The zone of a file, if a reader of the file gets these instants from their local times. Otherwise the file must have the times
 * in UTC: the second 1:30 of a night has the local time of the first, and the release of the zone rules that computed
 * an instant can differ from the one in the file.
 */
export function calendarZone(zone: string | undefined, instants: readonly Millis[]): CalendarZone | undefined {
  const block = zone === undefined ? undefined : blockOf(zone);
  if (zone === undefined || !block) return undefined;
  const isSame = (at: Millis): boolean => {
    const local = localTime(at, zone);
    return inZone(local, zone).first === at && Date.parse(`${local}Z`) - at === block.offsetAt(at);
  };
  return instants.every(isSame) ? { ...block, localTime: (at) => localTime(at, zone) } : undefined;
}

interface Block {
  readonly id: string;
  readonly block: string;
  readonly offsetAt: (at: Millis) => Millis;
}

const blocks = new Map<string, Block | undefined>();

/** Undefined when the library does not know the zone. */
function blockOf(zone: string): Block | undefined {
  if (!blocks.has(zone)) blocks.set(zone, readBlock(zone));
  return blocks.get(zone);
}

function readBlock(zone: string): Block | undefined {
  const [block = '', id = ''] = tzlib_get_ical_block(zone);
  const observances = [...block.matchAll(/BEGIN:(STANDARD|DAYLIGHT)[^]*?END:\1/g)].map(([text]) =>
    readObservance(text),
  );
  if (observances.length === 0) return undefined;
  const offsetAt = (at: Millis): Millis => {
    const year = new Date(at).getUTCFullYear();
    const changes = observances.flatMap(({ to, onset }) =>
      [year - 1, year, year + 1].map((one) => ({ to, since: onset(one) })),
    );
    const latest = changes.filter(({ since }) => since <= at).toSorted((a, b) => b.since - a.since)[0];
    return latest?.to ?? observances[0]!.to;
  };
  return { id: id.replace('TZID=', ''), block, offsetAt };
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The library has one rule for each observance: the nth weekday of a month, counted from its begin or its end. */
function readObservance(text: string): { readonly to: Millis; readonly onset: (year: number) => Millis } {
  const value = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  const [from, to] = [offset(value(/TZOFFSETFROM:(\S+)/)), offset(value(/TZOFFSETTO:(\S+)/))];
  const [, hours = '', minutes = ''] = /DTSTART:\d{8}T(\d\d)(\d\d)/.exec(text) ?? [];
  const month = Number(value(/BYMONTH=(\d+)/));
  const [, nth = '', weekday = ''] = /BYDAY=(-?\d)([A-Z]{2})/.exec(text) ?? [];
  if (month === 0) return { to, onset: () => Number.NEGATIVE_INFINITY };
  const time = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  const onset = (year: number): Millis => nthWeekday(year, month, Number(nth), WEEKDAYS.indexOf(weekday)) + time - from;
  return { to, onset };
}

function nthWeekday(year: number, month: number, nth: number, weekday: number): Millis {
  // The first day from which the weekday is searched: of the month, or of its last week.
  const first = nth > 0 ? Date.UTC(year, month - 1, 1 + (nth - 1) * 7) : Date.UTC(year, month, 1 + nth * 7);
  const day = new Date(first);
  return day.setUTCDate(day.getUTCDate() + ((weekday - day.getUTCDay() + 7) % 7));
}

/** `-0330` */
function offset(text: string): Millis {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3, 5));
  return (text.startsWith('-') ? -minutes : minutes) * MINUTE;
}
