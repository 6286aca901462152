// The function API of temporal-polyfill: a third of the bundle size of its classes.
import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { Millis } from './instants.ts';

export type MeetTime =
  | { readonly at: Millis }
  | {
      readonly field: 'meet_time' | 'time_zone';
      readonly message: string;
      readonly code: 'INVALID' | 'TIME_SKIPPED' | 'TIME_TWICE' | 'UNKNOWN_ZONE';
    };

const NO_SUCH_TIME = { field: 'meet_time', message: 'is not a date and time that exists', code: 'INVALID' } as const;
export const NO_ZONE = {
  field: 'time_zone',
  message: 'is not an IANA time zone, such as Europe/Berlin',
  code: 'UNKNOWN_ZONE',
} as const;
const LOCAL_OR_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Parses ISO 8601 with `Z` or an offset, or a local time with an IANA zone. The local time must exist
 * in the zone and be unambiguous. Returns the instant, rounded down to whole seconds, or a field error.
 */
export function parseMeetTime(text: string, zone: string | undefined): MeetTime {
  if (zone !== undefined && !isZone(zone)) return NO_ZONE;
  const match = LOCAL_OR_OFFSET.exec(text);
  if (!match)
    return {
      field: 'meet_time',
      message: 'must be an ISO 8601 time, such as 2026-12-01T15:00:00+01:00',
      code: 'INVALID',
    };
  if (match[1] === undefined && zone === undefined)
    return {
      field: 'meet_time',
      message: 'needs Z, an offset such as +01:00, or a time_zone beside it',
      code: 'INVALID',
    };
  try {
    const at = match[1] === undefined ? onlyInstant(text, zone!) : Instant.fromString(text).epochMilliseconds;
    return typeof at === 'number' ? { at: Math.floor(at / 1000) * 1000 } : at;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return NO_SUCH_TIME;
  }
}

/** Accepts only zone names. Temporal also accepts offsets, but an offset has no daylight saving time. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(zone)) return false;
  try {
    Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(0), zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Parses the time of the first date of a series: a local time, or an instant. Unlike the time of one meeting, the local time
 * may happen twice, or never.
 */
export function parseLocalTime(
  text: string,
  zone: string,
): { readonly local: string } | Exclude<MeetTime, { at: Millis }> {
  if (isZone(zone) && LOCAL_OR_OFFSET.exec(text)?.[1] === undefined && LOCAL_OR_OFFSET.test(text)) {
    try {
      inZone(text, zone);
      return { local: text.length < 19 ? `${text}:00` : text.slice(0, 19) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return NO_SUCH_TIME;
    }
  }
  const parsed = parseMeetTime(text, zone);
  return 'at' in parsed ? { local: localTime(parsed.at, zone) } : parsed;
}

/** The local time at an instant: `2026-12-01T16:00:00`. */
export const localTime = (at: Millis, zone: string): string =>
  ZonedDateTime.toString(Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), zone), {
    smallestUnit: 'second',
  }).slice(0, 19);

/** How often a local time happens: `never` where clocks are set forward, `twice` where they are set back. */
export type Happens = 'once' | 'twice' | 'never';

/**
 * The instants of a local time without offset: both when it happens twice; before and after the gap when it never happens.
 * @throws RangeError when there is no such date, time or zone
 */
export function inZone(text: string, zone: string): { first: Millis; second: Millis; happens: Happens } {
  const { earlier, later, happens } = choices(text, zone);
  return { first: earlier.epochMilliseconds, second: later.epochMilliseconds, happens };
}

function choices(text: string, zone: string) {
  const local = PlainDateTime.fromString(text, getISO);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    PlainDateTime.toZonedDateTime(local, zone, { disambiguation }),
  ) as [ZonedDateTime.Record, ZonedDateTime.Record];
  // `earlier` has the local time, unless the local time never happens.
  const isReal = PlainDateTime.equals(ZonedDateTime.toPlainDateTime(earlier), local);
  const isOnce = earlier.epochMilliseconds === later.epochMilliseconds;
  const happens: Happens = isOnce ? 'once' : isReal ? 'twice' : 'never';
  return { earlier, later, happens };
}

function onlyInstant(text: string, zone: string): Millis | MeetTime {
  const { earlier, later, happens } = choices(text, zone);
  if (happens === 'once') return earlier.epochMilliseconds;
  const written = [earlier, later].map((choice) =>
    ZonedDateTime.toString(choice, { timeZoneName: 'never', smallestUnit: 'second' }),
  );
  const [what, code] =
    happens === 'twice' ? (['happens twice', 'TIME_TWICE'] as const) : (['does not happen', 'TIME_SKIPPED'] as const);
  return { field: 'meet_time', message: `${what} in ${zone}: use ${written.join(' or ')}`, code };
}
