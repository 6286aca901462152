import type { OrganiserTexts } from './languages/texts.ts';
import { plainDate, weekdayNames } from './instant.ts';

/** From Monday, as in rules of RFC 5545. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What the form offers. The API takes more rules. */
export const PATTERNS = ['weekly', 'biweekly', 'weekdays'] as const;
export const ENDINGS = ['endless', 'until', 'count'] as const;

/** How a meeting is repeated. */
export interface Repeat {
  readonly pattern: (typeof PATTERNS)[number];
  /** Of the pattern `weekdays`. */
  readonly weekdays: readonly Weekday[];
  readonly ending: (typeof ENDINGS)[number];
  /** The last date, `YYYY-MM-DD`. */
  readonly until: string;
  readonly count: string;
}

export const EVERY_WEEK: Repeat = { pattern: 'weekly', weekdays: [], ending: 'endless', until: '', count: '10' };

/** As the API limits them. */
export const MOST_DATES = 1_000;

export function ruleOf({ pattern, weekdays, ending, until, count }: Repeat): string {
  const rule = {
    weekly: 'FREQ=WEEKLY',
    biweekly: 'FREQ=WEEKLY;INTERVAL=2',
    weekdays: `FREQ=WEEKLY;BYDAY=${weekdays.join(',')}`,
  }[pattern];
  const end = { endless: '', until: `;UNTIL=${until.replaceAll('-', '')}`, count: `;COUNT=${Number(count)}` }[ending];
  return rule + end;
}

/** Whether a rule has no last date. */
export const isEndless = (rrule: string): boolean => !/(?:^|;)(?:COUNT|UNTIL)=/.test(rrule);

/** @param date `YYYY-MM-DD` */
export const weekdayOf = (date: string): Weekday => WEEKDAYS[(new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7]!;

/**
 * A rule in words. A rule that the pages cannot say stays as it is.
 * @param start local time of the series: `2026-12-01T16:00:00`
 */
export function ruleText(rrule: string, start: string, texts: OrganiserTexts): string {
  const { COUNT, UNTIL, WKST: _week, ...pattern } = partsOf(rrule);
  const said = patternText(pattern, start.slice(0, 10), texts);
  if (said === undefined) return rrule;
  if (UNTIL !== undefined) return `${said} · ${texts.series.until(plainDate(dayOf(UNTIL), 'UTC'))}`;
  return COUNT === undefined ? said : `${said} · ${texts.series.dates(Number(COUNT))}`;
}

type Parts = Readonly<Partial<Record<string, string>>>;

function patternText({ FREQ, INTERVAL = '1', BYDAY, ...others }: Parts, start: string, texts: OrganiserTexts) {
  const { repeats, daily } = texts.series;
  const days = (BYDAY?.split(',') ?? [weekdayOf(start)]).map((day) => WEEKDAYS.findIndex((known) => known === day));
  if (Object.keys(others).length > 0 || days.includes(-1)) return undefined;
  if (FREQ === 'DAILY' && INTERVAL === '1' && BYDAY === undefined) return daily;
  const every = FREQ === 'WEEKLY' ? { 1: repeats.weekly, 2: repeats.biweekly }[INTERVAL] : undefined;
  return every && `${every}: ${weekdayNames(days)}`;
}

const partsOf = (rrule: string): Parts =>
  Object.fromEntries(rrule.split(';').map((part) => part.split('=') as [string, string]));

/** @param until `20261231` or `20261231T220000Z` */
const dayOf = (until: string): number =>
  Date.parse(`${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}T12:00:00Z`);
