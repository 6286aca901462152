import { fromIso, type Millis, MINUTE } from '../domain/instants.ts';
import { inZone, localTime } from '../domain/meet-time.ts';
import type { Meeting } from '../domain/meeting.ts';
import { dateAfter, occurrencesBetween } from '../domain/series/occurrences.ts';
import { withoutCount } from '../domain/series/rule.ts';
import { DEFAULT_DURATION_MINUTES } from '../domain/timetable.ts';
import { decidedOutcome } from '../domain/verdicts.ts';
import type { Series } from '../series/series.ts';
import type { CalendarEvent, LocalInstant, Repeat } from './calendar-file.ts';
import { type EventTexts, meetingEvent } from './meeting-event.ts';
import { uidOf } from './uid.ts';
import { calendarZone } from './zone.ts';

/** Dates so far ahead are compared with the zone rules of the file, and are listed where no rule can be given. */
const LISTED_DAYS = 2 * 366;
/** The first date of a series is within a year of its start (`requireDates`). */
const FIRST_WITHIN_DAYS = 366;
/** The last of so many dates as a rule may have is searched so far. */
const LAST_WITHIN_DAYS = 50 * 366;

/** What of a series the calendar shows. */
export type SeriesPlan = Pick<
  Series,
  'id' | 'rule' | 'start' | 'time_zone' | 'ends_before' | 'skipped' | 'sequence'
> & {
  readonly plan: Pick<Series['plan'], 'duration_minutes'>;
};

interface SeriesState {
  readonly now: Millis;
  /** The meetings of its dates. */
  readonly meetings: readonly Meeting[];
}

/**
 * One invitation for all dates: a rule, and an entry for each date that differs from it. A series of which no date is left is
 * one cancelled entry.
 */
export function seriesEvents(row: SeriesPlan, { now, meetings }: SeriesState, texts: EventTexts): CalendarEvent[] {
  const startDate = row.start.slice(0, 10);
  const first = occurrencesBetween(row, startDate, dateAfter(startDate, FIRST_WITHIN_DAYS))[0];
  if (!first) return [];
  const today = localTime(now, row.time_zone).slice(0, 10);
  const to = dateAfter(today > first.date ? today : first.date, LISTED_DAYS);
  const cancelled = cancelledDates(row, meetings);
  const all = occurrencesBetween(row, first.date, to).filter(({ date }) => !isAfterEnd(row, date));
  const dates = all.filter(({ date }) => !cancelled.has(date));
  const minutes = row.plan.duration_minutes ?? DEFAULT_DURATION_MINUTES;
  const series = { ...texts, uid: uidOf(row.id), sequence: row.sequence ?? 0, minutes, timeZone: row.time_zone };
  const [next] = dates;
  if (!next) return [{ ...series, start: first.at, cancelled: true }];
  const instants = [first.at, first.at + minutes * MINUTE, ...dates.map(({ at }) => at)];
  // A reader could take the time of a first date that does not happen for the time of all dates.
  const hasRule = first.happens !== 'never' && calendarZone(row.time_zone, instants) !== undefined;
  return [
    hasRule
      ? { ...series, start: first.at, repeat: ruleOf(row, cancelled) }
      : { ...series, start: next.at, repeat: { times: dates.map(({ at }) => at) } },
    ...dates.flatMap(({ date, happens, at }): CalendarEvent[] => {
      const original = originalTime(row, date);
      const meeting = meetings.find(({ series_date }) => series_date === date);
      if (meeting && differs(meeting, at, minutes)) return [dateEvent(row, meeting, texts)];
      // Some readers leave a time out that does not happen.
      return happens === 'never' && hasRule ? [{ ...series, start: at, original }] : [];
    }),
  ];
}

/**
 * The entry of one date that was moved or cancelled. Its number is never below that of the series, because some readers compare the
 * two, and rises with both.
 */
export const dateEvent = (row: SeriesPlan, meeting: Meeting, texts: EventTexts): CalendarEvent => {
  const event = meetingEvent(meeting, texts);
  return {
    ...event,
    uid: uidOf(row.id),
    sequence: (row.sequence ?? 0) + event.sequence,
    timeZone: row.time_zone,
    original: originalTime(row, meeting.series_date!),
  };
};

/** The time of a date by the rule. */
export function originalTime(row: Pick<SeriesPlan, 'start' | 'time_zone'>, date: string): LocalInstant {
  const local = `${date}T${row.start.slice(11)}`;
  const { first, second, happens } = inZone(local, row.time_zone);
  return { at: happens === 'never' ? second : first, local };
}

const isAfterEnd = ({ ends_before }: SeriesPlan, date: string): boolean =>
  ends_before !== undefined && date >= ends_before;

const differs = (meeting: Meeting, at: Millis, minutes: number): boolean =>
  fromIso(meeting.meet_time) !== at || meeting.duration_minutes !== minutes;

function cancelledDates({ skipped = [] }: SeriesPlan, meetings: readonly Meeting[]): Set<string> {
  const cancelled = meetings.filter((meeting) => decidedOutcome(meeting) === 'CANCELLED');
  return new Set([...skipped, ...cancelled.flatMap(({ series_date }) => series_date ?? [])]);
}

/** With the last time in place of COUNT: readers differ in whether a time that does not happen counts. */
function ruleOf(row: SeriesPlan, cancelled: ReadonlySet<string>): Repeat {
  const ends = [lastByRule(row), row.ends_before && originalTime(row, dateAfter(row.ends_before, -1)).at];
  const until = Math.min(...ends.filter((end) => typeof end === 'number'));
  return {
    rule: withoutCount(row.rule).text,
    ...(Number.isFinite(until) && { until }),
    except: [...cancelled]
      .filter((date) => !isAfterEnd(row, date))
      .toSorted()
      .map((date) => originalTime(row, date)),
  };
}

function lastByRule(row: SeriesPlan): Millis | undefined {
  const { until, text } = row.rule;
  if (until !== undefined) return until.includes('T') ? fromIso(until) : originalTime(row, until).at;
  if (!text.includes('COUNT=')) return undefined;
  const first = row.start.slice(0, 10);
  return occurrencesBetween(row, first, dateAfter(first, LAST_WITHIN_DAYS)).at(-1)?.at;
}
