/** Date and time texts, in the language of the page. */

/** The browser's own variant of a language, for example `en-GB`. Digits are Latin, as on clocks and in addresses. */
function localeOf(language: string): string {
  const own = globalThis.navigator?.language ?? '';
  const variant = own.split('-')[0] === language ? own : language === 'en' ? 'en-GB' : language;
  return `${variant}-u-nu-latn`;
}

let locale = localeOf('en');

/** Called when the page changes its language, before it renders. */
export function setLocale(language: string): void {
  locale = localeOf(language);
}

/** Each formatter is made once for a language and its options: a list of meetings uses hundreds, and making one is slow. */
function once<Options, Formatter>(make: (locale: string, options: Options) => Formatter) {
  const made = new Map<string, Formatter>();
  return (options: Options): Formatter => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const formatter = made.get(key) ?? make(locale, options);
    made.set(key, formatter);
    return formatter;
  };
}
const dates = once((language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options));
const numbers = once((language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));
const relatives = once(
  (language, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(language, options),
);

const format = (at: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string =>
  dates({ ...options, timeZone }).format(at);

/** `Tuesday, 1 December 2026` */
export const longDate = (at: number, timeZone?: string): string =>
  format(at, timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** `Tue, 1 Dec` */
export const shortDate = (at: number, timeZone?: string): string =>
  format(at, timeZone, { weekday: 'short', day: 'numeric', month: 'short' });

/** `31 Dec 2026` */
export const plainDate = (at: number, timeZone?: string): string =>
  format(at, timeZone, { day: 'numeric', month: 'short', year: 'numeric' });

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1, 12);

/** @param weekday from 0 for Monday */
export const weekdayName = (weekday: number, style: 'long' | 'short' = 'long'): string =>
  format(MONDAY + weekday * 86_400_000, 'UTC', { weekday: style });

/** `Tuesday and Thursday` */
export const weekdayNames = (weekdays: readonly number[]): string =>
  listText(weekdays.map((weekday) => weekdayName(weekday)));

/** `time, length and time zone` */
export const listText = (names: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);

/** `30 Nov – 6 Dec` */
export const dateRange = (from: number, to: number): string =>
  dates({ day: 'numeric', month: 'short' }).formatRange(from, to);

/** `15:00` */
export const clockTime = (at: number, timeZone?: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit' });

/** `15:00-15:45` */
export const timeRange = (from: number, to: number, timeZone?: string): string =>
  dates({ hour: '2-digit', minute: '2-digit', timeZone }).formatRange(from, to);

/** `15:00:07` */
export const exactTime = (at: number, timeZone?: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `Tue, 1 Dec, 15:00:07` */
export const exactInstant = (at: number): string => `${shortDate(at)}, ${exactTime(at)}`;

/** `1 Dec, 15:00:07` */
export const dateAndTime = (at: number): string =>
  format(at, undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

/** `9:05`, `1:09:05`; `0:00` for negative values. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The two largest units: `3d 4h`, `12m 5s`, `0.4s`. */
export function span(milliseconds: number): string {
  const total = Math.max(0, milliseconds) / 1000;
  if (total < 1) return inUnits(total === 0 ? 0 : Math.max(0.1, total), 'second', 'narrow');
  const seconds = Math.round(total);
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => inUnits(n, unit, 'narrow'))
    .join(' ');
}

/** `in 3 days`, `12 minutes ago`, `now` */
export function fromNow(at: number, now: number): string {
  const minutes = Math.round((at - now) / 60_000);
  const relative = relatives({ numeric: 'auto' });
  if (Math.abs(minutes) < 1) return relative.format(0, 'second');
  if (Math.abs(minutes) < 90) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 36 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

/** `Today`, `Tomorrow`, `Thursday`, or a date further away. @param offset days after today */
export function dayName(at: number, offset: number, timeZone?: string): string {
  if (Math.abs(offset) <= 1) {
    const name = relatives({ numeric: 'auto' }).format(offset, 'day');
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  }
  return offset > 1 && offset < 7 ? format(at, timeZone, { weekday: 'long' }) : shortDate(at, timeZone);
}

/** `45 min` */
export const shortMinutes = (minutes: number): string => inUnits(minutes, 'minute', 'short');

/** `12.5 hr` */
export const hoursText = (minutes: number): string => inUnits(minutes / 60, 'hour', 'short');

const inUnits = (count: number, unit: string, unitDisplay: 'long' | 'short' | 'narrow'): string =>
  numbers({ style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(count);

/** `46 minutes`, `1 hour, 30 minutes` */
export function minutesText(minutes: number): string {
  if (minutes < 90) return inUnits(minutes, 'minute', 'long');
  const parts = [inUnits(Math.floor(minutes / 60), 'hour', 'long')];
  if (minutes % 60 > 0) parts.push(inUnits(minutes % 60, 'minute', 'long'));
  return new Intl.ListFormat(locale, { type: 'unit' }).format(parts);
}
