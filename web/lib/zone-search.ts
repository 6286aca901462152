import { cityOf, offsetAt, ownZone } from './zones.ts';

/** For the form only: the join page stays small. */

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

/** Some browsers do not list UTC or their own zone. */
export const allZones = (): readonly string[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), ownZone(), 'UTC'])].toSorted();

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
