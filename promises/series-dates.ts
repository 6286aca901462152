import type { Series } from '../steps/series/series.ts';
import { DAY, type Millis } from '../steps/domain/instants.ts';

/**
 * The dates and times of a series, computed by counting days and asking `Intl` for the local time. Shares no code with the
 * product, so that both do not have the same error. Knows the usual parts of rules.
 */

/** 1970-01-01 was a Thursday. */
const WEEKDAYS = ['TH', 'FR', 'SA', 'SU', 'MO', 'TU', 'WE'] as const;
const KNOWN: ReadonlySet<string> = new Set(['FREQ', 'INTERVAL', 'COUNT', 'BYDAY', 'BYMONTHDAY']);

const numberOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export const daysAfter = (date: string, days: number): string => dateOf(numberOf(date) + days);

/** The dates of a rule up to a date. Undefined for a rule with other parts. */
export function datesOf({ rule, start, time_zone }: Pick<Series, 'rule' | 'start' | 'time_zone'>, to: string) {
  const parts = new Map(rule.text.split(';').map((part) => part.split('=') as [string, string]));
  const matches = matcher(parts, numberOf(start.slice(0, 10)));
  if (!matches || [...parts.keys()].some((name) => !KNOWN.has(name))) return undefined;
  const most = Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  const dates: string[] = [];
  for (let day = numberOf(start.slice(0, 10)); day <= numberOf(to) && dates.length < most; day += 1)
    if (matches(day)) dates.push(dateOf(day));
  const { until } = rule;
  if (until === undefined) return dates;
  return dates.filter((date) =>
    until.includes('T') ? instantOf(date, start.slice(11), time_zone) <= Date.parse(until) : date <= until,
  );
}

function matcher(parts: ReadonlyMap<string, string>, first: number): ((day: number) => boolean) | undefined {
  const every = Number(parts.get('INTERVAL') ?? 1);
  const days = parts.get('BYDAY')?.split(',');
  const monthDays = parts.get('BYMONTHDAY')?.split(',').map(Number);
  if (days?.some((day) => !(WEEKDAYS as readonly string[]).includes(day)) || monthDays?.some((day) => !(day > 0)))
    return undefined;
  const isOn = (day: number): boolean => days?.includes(WEEKDAYS[day % 7]!) ?? true;
  const isInMonth = (day: number): boolean => monthDays?.includes(new Date(day * DAY).getUTCDate()) ?? true;
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return (day) => (day - first) % every === 0 && isOn(day) && isInMonth(day);
    case 'WEEKLY':
      return (day) => (week(day) - week(first)) % every === 0 && (days ? isOn(day) : (day - first) % 7 === 0);
    case 'MONTHLY':
      if (!monthDays) return undefined;
      return (day) => (month(day) - month(first)) % every === 0 && isInMonth(day) && isOn(day);
    default:
      return undefined;
  }
}

/** Weeks start on Monday. */
const week = (day: number): number => Math.floor((day + 3) / 7);
const month = (day: number): number => {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/**
 * The instant of a local time: the first one if it happens twice, and later by the gap if it does not happen.
 * @param time for example `16:00:00`
 */
export function instantOf(date: string, time: string, zone: string): Millis {
  const local = Date.parse(`${date}T${time}Z`);
  // The zone has at most one change within these two days.
  const [before, after] = [local - DAY, local + DAY].map((near) => local - (localAt(near, zone) - near)) as [
    Millis,
    Millis,
  ];
  const real = [before, after].filter((at) => localAt(at, zone) === local);
  return real.length > 0 ? Math.min(...real) : before;
}

export const localDate = (at: Millis, zone: string): string => dateOf(Math.floor(localAt(at, zone) / DAY));

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local time, as if it were UTC. */
function localAt(at: Millis, zone: string): Millis {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
