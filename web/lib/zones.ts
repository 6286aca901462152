/** Time zones by their IANA names, with the browser's own data and nothing else. */

const MINUTE = 60_000;

/** What people look for under a name that browsers do not list. */
const ALSO_KNOWN_AS: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Kolkata Delhi Mumbai Bengaluru India',
  'Asia/Kolkata': 'Delhi Mumbai Bengaluru India',
  'Asia/Saigon': 'Ho Chi Minh Vietnam',
  'Asia/Katmandu': 'Kathmandu Nepal',
  'Asia/Rangoon': 'Yangon Myanmar',
  'Asia/Shanghai': 'Beijing China',
  'Asia/Tokyo': 'Japan',
  'Asia/Seoul': 'Korea',
  'America/New_York': 'Eastern US USA Boston Washington',
  'America/Chicago': 'Central US USA Houston Dallas',
  'America/Denver': 'Mountain US USA',
  'America/Los_Angeles': 'Pacific US USA San Francisco Seattle',
  'America/Sao_Paulo': 'Brazil Rio',
  'America/Buenos_Aires': 'Argentina',
  'Europe/Kiev': 'Kyiv Ukraine',
  'Europe/London': 'UK England Britain',
  'Europe/Berlin': 'Germany Munich Hamburg',
  'Europe/Paris': 'France',
  'Europe/Madrid': 'Spain',
  'Europe/Rome': 'Italy',
  'Europe/Zurich': 'Switzerland',
  UTC: 'GMT Zulu',
};

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every zone that the browser knows; UTC and its own are among them even where it does not list them. */
export const allZones = (): readonly string[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), ownZone(), 'UTC'])].toSorted();

/** `America/New York`: for people. */
export const zoneName = (zone: string): string => zone.replaceAll('_', ' ');

/** `New York` */
export const cityOf = (zone: string): string => zoneName(zone.slice(zone.lastIndexOf('/') + 1));

/** Every word of the query begins a word of the name, or of another name for it. Those whose city begins with it come first. */
export function searchZones(query: string, zones: readonly string[]): readonly string[] {
  const words = plain(query).split(' ').filter(Boolean);
  if (words.length === 0) return zones;
  const found = zones.filter((zone) => {
    const names = plain(`${zone} ${ALSO_KNOWN_AS[zone] ?? ''}`).split(' ');
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
  const first = (zone: string): boolean => plain(cityOf(zone)).startsWith(words[0]!);
  return [...found.filter(first), ...found.filter((zone) => !first(zone))];
}

const plain = (text: string): string =>
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

/** The zone's wall clock at an instant, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (name: string): number => Number(parts[name]);
  return Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'));
}

/** Minutes ahead of UTC. */
export const offsetAt = (at: number, zone: string): number =>
  Math.round((wallClock(at, zone) - Math.floor(at / MINUTE) * MINUTE) / MINUTE);

/** `+05:30` */
export function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** The zone's `YYYY-MM-DD` and `HH:MM` at an instant. */
export function localParts(at: number, zone: string): { readonly date: string; readonly time: string } {
  const text = new Date(wallClock(at, zone)).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/**
 * The instants at which clocks in the zone show this: one, two where clocks are set back, none
 * where they are set forward, or where the text is no date and time.
 */
export function instantsOf(date: string, time: string, zone: string): readonly number[] {
  const wall = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(wall)) return [];
  const day = 1440 * MINUTE;
  const offsets = new Set([offsetAt(wall - day, zone), offsetAt(wall + day, zone)]);
  return [...offsets]
    .map((offset) => wall - offset * MINUTE)
    .filter((at) => wallClock(at, zone) === wall)
    .toSorted((a, b) => a - b);
}
