import type { Millis } from '../domain/instants.ts';

/** Making a formatter is slow, and mails of a deployment use few of them. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 200;

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) {
    if (formatters.size >= MAX_FORMATTERS) formatters.clear();
    formatters.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  }
  return found;
}

/** `Tuesday 1 December 2026, 16:00 – 17:00 (Central European Standard Time)` */
export function timeRange(from: Millis, to: Millis, locale: string, timeZone: string): string {
  const range = formatter(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).formatRange(from, to);
  return `${range} (${zoneName(from, locale, timeZone)})`;
}

/** The same without an end. */
export const oneTime = (at: Millis, locale: string, timeZone: string): string =>
  `${shortTime(at, locale, timeZone)} (${zoneName(at, locale, timeZone)})`;

/** Without the name of the zone, for lists. */
export const shortTime = (at: Millis, locale: string, timeZone: string): string =>
  formatter(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(at);

const zoneName = (at: Millis, locale: string, timeZone: string): string =>
  formatter(locale, { timeZone, timeZoneName: 'long' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
