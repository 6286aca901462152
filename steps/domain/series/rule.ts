/** A valid recurrence rule of RFC 5545 with at most one date a day. */
export interface Rule {
  /** In upper case, without the prefix `RRULE:` and without UNTIL. */
  readonly text: string;
  /** The last date in the zone of the series, or the last instant: `2026-12-31`, `2026-12-31T22:00:00Z`. */
  readonly until?: string;
}

/** A rule, or what is wrong with it: "rrule must have FREQ". */
export type RuleReading = { readonly rule: Rule } | { readonly message: string };

const MAX_LENGTH = 300;
/** Lists all dates of twenty years of weekly lessons; the expansion of a rule with COUNT starts at its first date. */
const MAX_COUNT = 1_000;
const MAX_INTERVAL = 1_000;

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof FREQUENCIES)[number];
const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';

const matches = (pattern: RegExp, form: string) => (value: string) => (pattern.test(value) ? undefined : form);
const whole = (most: number) => (value: string) =>
  /^[1-9]\d{0,4}$/.test(value) && Number(value) <= most ? undefined : `a whole number from 1 to ${most}`;
const list = (most: number, sign: string) => (value: string) =>
  value.split(',').every((item) => new RegExp(`^${sign}[1-9]\\d{0,2}$`).test(item) && Math.abs(Number(item)) <= most)
    ? undefined
    : `numbers up to ${most}, separated by commas`;

/** Returns the form that a value must have; undefined if it has it. */
const PARTS: Readonly<Record<string, (value: string) => string | undefined>> = {
  FREQ: (value) => (isFrequency(value) ? undefined : FREQUENCIES.join(', ')),
  INTERVAL: whole(MAX_INTERVAL),
  COUNT: whole(MAX_COUNT),
  UNTIL: (value) => (untilOf(value) ? undefined : 'a date such as 20261231, or an instant such as 20261231T220000Z'),
  BYMONTH: list(12, ''),
  BYMONTHDAY: list(31, '[+-]?'),
  BYYEARDAY: list(366, '[+-]?'),
  BYWEEKNO: list(53, '[+-]?'),
  BYSETPOS: list(366, '[+-]?'),
  BYDAY: matches(
    new RegExp(`^(?:[+-]?[1-9]\\d?)?${WEEKDAY}(?:,(?:[+-]?[1-9]\\d?)?${WEEKDAY})*$`),
    'weekdays such as MO,WE or 1MO',
  ),
  WKST: matches(new RegExp(`^${WEEKDAY}$`), 'a weekday such as MO'),
};

const MORE_OFTEN = ['HOURLY', 'MINUTELY', 'SECONDLY'];
const TIMES = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];

const isFrequency = (text: string | undefined): text is Frequency => FREQUENCIES.some((known) => known === text);

/** Parses a rule. It never gives more than one date a day: the time is the time of the series. */
export function parseRule(given: string): RuleReading {
  if (given.length > MAX_LENGTH) return { message: `must have at most ${MAX_LENGTH} characters` };
  const text = given
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=([A-Z0-9,+-]+)$/.exec(part) ?? [];
    if (name === '') return { message: 'must be a recurrence rule such as FREQ=WEEKLY;BYDAY=TU' };
    if (parts.has(name)) return { message: `must have ${name} once` };
    if (TIMES.includes(name)) return { message: `must not have ${name}: the time is the time of meet_time` };
    if (name === 'FREQ' && MORE_OFTEN.includes(value)) return { message: 'must give at most one date a day' };
    const check = PARTS[name];
    if (!check) return { message: `must not have the part ${name.slice(0, 20)}` };
    const form = check(value);
    if (form !== undefined) return { message: `must have ${name} with ${form}` };
    parts.set(name, value);
  }
  const message = conflictIn(parts);
  if (message !== undefined) return { message };
  const until = untilOf(parts.get('UNTIL') ?? '');
  parts.delete('UNTIL');
  const rule = [...parts].map(([name, value]) => `${name}=${value}`).join(';');
  return { rule: { text: rule, ...(until && { until }) } };
}

/** The text of a rule with UNTIL. */
export const ruleText = ({ text, until }: Rule): string =>
  until === undefined ? text : `${text};UNTIL=${until.replaceAll(/[-:]/g, '')}`;

/** The rule after so many of its dates, fewer than its COUNT. */
export const remaining = (rule: Rule, dates: number): Rule => ({
  ...rule,
  text: rule.text.replace(
    /(^|;)COUNT=(\d+)/,
    (_all, before: string, count: string) => `${before}COUNT=${Number(count) - dates}`,
  ),
});

/** The rule without the number of its dates. */
export const withoutCount = (rule: Rule): Rule => ({
  ...rule,
  text: rule.text
    .split(';')
    .filter((part) => !part.startsWith('COUNT='))
    .join(';'),
});

/** What RFC 5545 (3.3.10) or the library does not allow together. */
function conflictIn(parts: ReadonlyMap<string, string>): string | undefined {
  const frequency = parts.get('FREQ');
  if (!isFrequency(frequency)) return 'must have FREQ';
  const not = (name: string): string => `must not have ${name} with FREQ=${frequency}`;
  if (parts.has('COUNT') && parts.has('UNTIL')) return 'must not have both COUNT and UNTIL';
  if (parts.has('BYWEEKNO') && frequency !== 'YEARLY') return not('BYWEEKNO');
  // RFC 5545 does not say which days these are: dateutil takes the whole week, the library the first date's weekday.
  if (parts.has('BYWEEKNO') && !parts.has('BYDAY')) return 'must have BYDAY with BYWEEKNO';
  if (parts.has('BYYEARDAY') && frequency !== 'YEARLY') return not('BYYEARDAY');
  if (parts.has('BYMONTHDAY') && frequency === 'WEEKLY') return not('BYMONTHDAY');
  // The library ignores BYYEARDAY, or BYMONTHDAY, beside these.
  if (parts.has('BYYEARDAY') && parts.has('BYDAY')) return 'must not have both BYYEARDAY and BYDAY';
  if (/\d/.test(parts.get('BYDAY') ?? '')) {
    if (frequency === 'DAILY' || frequency === 'WEEKLY')
      return `must not have BYDAY with numbers and FREQ=${frequency}`;
    if (parts.has('BYWEEKNO') || parts.has('BYMONTHDAY'))
      return 'must not have BYDAY with numbers beside BYWEEKNO or BYMONTHDAY';
  }
  const others = ['BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYDAY'];
  if (parts.has('BYSETPOS') && !others.some((name) => parts.has(name)))
    return 'must have another BY part with BYSETPOS';
  return undefined;
}

function untilOf(value: string): string | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(20\d{2})(\d{2})(\d{2})(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z)?$/.exec(value) ?? [];
  const date = `${year}-${month}-${day}`;
  if (year === undefined || new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) return undefined;
  return hour === undefined ? date : `${date}T${hour}:${minute}:${second}Z`;
}
