/** Date and time texts. The pages are in English; dates follow the reader's English locale. */

const LOCALE = globalThis.navigator?.language?.startsWith('en') ? globalThis.navigator.language : 'en-GB';

const format = (at: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(LOCALE, { ...options, timeZone }).format(at);

/** `Tuesday, 1 December 2026` */
export const longDate = (at: number, timeZone?: string): string =>
  format(at, timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** `Tue, 1 Dec` */
export const shortDate = (at: number, timeZone?: string): string =>
  format(at, timeZone, { weekday: 'short', day: 'numeric', month: 'short' });

/** `15:00` */
export const clockTime = (at: number, timeZone?: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit' });

/** `15:00:07` */
export const exactTime = (at: number, timeZone?: string): string =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `9:05`, `1:09:05`; `0:00` for negative values. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The two largest units: `3 d 4 h`, `12 min 5 s`, `0.4 s`. */
export function span(milliseconds: number): string {
  const total = Math.max(0, milliseconds) / 1000;
  if (total < 1) return total === 0 ? '0 s' : `${Math.max(0.1, Math.round(total * 10) / 10)} s`;
  const seconds = Math.round(total);
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** `in 3 days`, `12 minutes ago`, `now` */
export function fromNow(at: number, now: number): string {
  const minutes = Math.round((at - now) / 60_000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 1) return 'now';
  if (Math.abs(minutes) < 90) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 36 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}
