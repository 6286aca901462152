/** IANA time zones, from the browser's own data. */

const MINUTE = 60_000;

/** Search words for zones whose IANA name does not contain them. */
const ALSO_KNOWN_AS: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'IST Kolkata Delhi Mumbai Bengaluru India',
  'Asia/Kolkata': 'IST Delhi Mumbai Bengaluru India',
  'Asia/Saigon': 'Ho Chi Minh Vietnam',
  'Asia/Katmandu': 'Kathmandu Nepal',
  'Asia/Rangoon': 'Yangon Myanmar',
  'Asia/Shanghai': 'CST Beijing China',
  'Asia/Tokyo': 'JST Japan',
  'Asia/Seoul': 'Korea',
  'America/New_York': 'EST EDT ET Eastern US USA Boston Washington',
  'America/Chicago': 'CST CDT CT Central US USA Houston Dallas',
  'America/Denver': 'MST MDT MT Mountain US USA',
  'America/Los_Angeles': 'PST PDT PT Pacific US USA San Francisco Seattle',
  'America/Sao_Paulo': 'Brazil Rio',
  'America/Buenos_Aires': 'Argentina',
  'Europe/Kiev': 'Kyiv Ukraine',
  'Europe/London': 'BST GMT WET UK England Britain',
  'Europe/Berlin': 'CET CEST MEZ Germany Munich Hamburg',
  'Europe/Paris': 'CET CEST France',
  'Europe/Madrid': 'CET CEST Spain',
  'Europe/Rome': 'CET CEST Italy',
  'Europe/Zurich': 'Switzerland',
  UTC: 'GMT Zulu',
};

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

/** Some browsers do not list UTC or their own zone. */
export const allZones = (): readonly string[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), ownZone(), 'UTC'])].toSorted();

/** `America/New York` */
export const zoneName = (zone: string): string => zone.replaceAll('_', ' ');

/** `New York` */
export const cityOf = (zone: string): string => zoneName(zone.slice(zone.lastIndexOf('/') + 1));

/** `UTC+5`, `GMT-03:30`, `+5` */
const OFFSET = /^(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$/i;

/** Zones where each word of the query starts a word of the name or of `ALSO_KNOWN_AS` or an offset from UTC. Matches of the city come first. */
export function searchZones(query: string, zones: readonly string[], at = Date.now()): readonly string[] {
  const offset = OFFSET.exec(query.trim());
  if (offset) {
    const minutes = Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
    return zones.filter((zone) => offsetAt(at, zone) === minutes);
  }
  const words = normalize(query).split(' ').filter(Boolean);
  if (words.length === 0) return zones;
  const found = zones.filter((zone) => {
    const names = normalize(`${zone} ${ALSO_KNOWN_AS[zone] ?? ''}`).split(' ');
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
  const cityMatches = (zone: string): boolean => normalize(cityOf(zone)).startsWith(words[0]!);
  return [...found.filter(cityMatches), ...found.filter((zone) => !cityMatches(zone))];
}

const normalize = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9+]+/g, ' ')
    .trim();

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
