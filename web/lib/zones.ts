/** IANA time zones, from the browser's own data. */

const MINUTE = 60_000;

/** The reader's zone; UTC if the browser does not know it. */
export const ownZone = (): string => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isKnown(zone) ? zone : 'UTC';
};

/** The zone, or the reader's zone if the browser does not know it: the server's list can be newer. */
export const zoneOrOwn = (zone: string | undefined): string => (zone !== undefined && isKnown(zone) ? zone : ownZone());

function isKnown(zone: string): boolean {
  try {
    return formatterOf(zone) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** `America/New York` */
export const zoneName = (zone: string): string => zone.replaceAll('_', ' ');

/** `New York` */
export const cityOf = (zone: string): string => zoneName(zone.slice(zone.lastIndexOf('/') + 1));

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', ...numeric });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** The local time of an instant, as epoch milliseconds of the same date and time in UTC. */
function localAsUtc(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (name: string): number => Number(parts[name]);
  return Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'));
}

/** Minutes ahead of UTC; negative behind it. */
export const offsetAt = (at: number, zone: string): number =>
  Math.round((localAsUtc(at, zone) - Math.floor(at / MINUTE) * MINUTE) / MINUTE);

/** `+05:30` */
export function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** The zone's `YYYY-MM-DD` and `HH:MM` at an instant. */
export function localParts(at: number, zone: string): { readonly date: string; readonly time: string } {
  const text = new Date(localAsUtc(at, zone)).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** `HH:MM` before and after a gap of the clocks; undefined when the local time exists, or is no time. */
export function aroundGap(date: string, time: string, zone: string): readonly [string, string] | undefined {
  const local = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(local) || instantsOf(date, time, zone).length > 0) return undefined;
  const day = 1440 * MINUTE;
  const gap = (offsetAt(local + day, zone) - offsetAt(local - day, zone)) * MINUTE;
  const shifted = (by: number): string => new Date(local + by).toISOString().slice(11, 16);
  return [shifted(-gap), shifted(gap)];
}

/**
 * The instants of a local date and time: two when clocks go back, none when clocks go forward or when the text is not
 * a date and time, else one.
 */
export function instantsOf(date: string, time: string, zone: string): readonly number[] {
  const local = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(local)) return [];
  const day = 1440 * MINUTE;
  const offsets = new Set([offsetAt(local - day, zone), offsetAt(local + day, zone)]);
  return [...offsets]
    .map((offset) => local - offset * MINUTE)
    .filter((at) => localAsUtc(at, zone) === local)
    .toSorted((a, b) => a - b);
}
