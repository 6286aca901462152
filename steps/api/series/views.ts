import { isoSeconds, type Millis, MINUTE } from '../../domain/instants.ts';
import { localTime } from '../../domain/meet-time.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { dateAfter, type Occurrence, occurrencesBetween } from '../../domain/series/occurrences.ts';
import { ruleText } from '../../domain/series/rule.ts';
import { ownedBy } from '../../domain/organisers.ts';
import { DEFAULT_DURATION_MINUTES } from '../../domain/timetable.ts';
import { decidedOutcome } from '../../domain/verdicts.ts';
import type { Ports } from '../../ports.ts';
import { DAYS_AHEAD, isCancelled, type Series } from '../../series/series.ts';
import { clockFields, shownMail } from '../views.ts';
import type { SeriesDetails, SeriesOccurrence, SeriesSummary } from '../http/series-schemas.ts';

/** Dates that are shown at least, if there are so many within a year. */
const SHOWN = 10;
const DAYS_OF_A_YEAR = 366;
/** The rows of the past month keep their records. */
const DAYS_SHOWN_BEFORE = 30;

export const today = ({ time_zone }: Pick<Series, 'time_zone'>, now: Millis): string =>
  localTime(now, time_zone).slice(0, 10);

export const durationOf = ({ plan }: Series): number => plan.duration_minutes ?? DEFAULT_DURATION_MINUTES;

/** The next dates, and the dates of the last month that have a record. */
function shownOccurrences(row: Series, now: Millis): Occurrence[] {
  const day = today(row, now);
  const start = row.start.slice(0, 10);
  const from = start > day ? start : day;
  const all = occurrencesBetween(row, dateAfter(day, -DAYS_SHOWN_BEFORE), dateAfter(from, DAYS_OF_A_YEAR));
  const next = all.filter(({ date }) => date >= day && !isCancelled(row, date));
  const last = [next[SHOWN - 1]?.date ?? next.at(-1)?.date ?? '', dateAfter(day, DAYS_AHEAD)].toSorted()[1]!;
  return all.filter(
    ({ date }) => !isCancelled(row, date) && date <= last && (date >= day || row.occurrences[date] !== undefined),
  );
}

export function seriesSummary(row: Series, now: Millis): SeriesSummary {
  const next = shownOccurrences(row, now).find(({ at }) => at + durationOf(row) * MINUTE > now);
  return {
    id: row.id,
    rrule: ruleText(row.rule),
    start: row.start,
    time_zone: row.time_zone,
    duration_minutes: durationOf(row),
    teacher_name: row.plan.teacher_name,
    student_name: row.plan.student_name,
    created_at: row.created_at,
    ends_before: row.ends_before,
    followed_by: row.followed_by,
    follows: row.follows,
    next: next && occurrenceView(row, next, undefined),
  };
}

/** @param meetings rows of its meetings by id, as far as they were read */
export function seriesDetails(
  row: Series,
  { clock }: Pick<Ports, 'clock'>,
  meetings: ReadonlyMap<string, Meeting> = new Map(),
): SeriesDetails {
  const now = clock.now();
  return {
    ...seriesSummary(row, now),
    ...ownedBy(row.organiser),
    teacher_email: row.plan.teacher_email,
    student_email: row.plan.student_email,
    teacher_language: row.plan.teacher_language,
    student_language: row.plan.student_language,
    teacher_time_zone: row.plan.teacher_time_zone,
    student_time_zone: row.plan.student_time_zone,
    attendance_rule: row.plan.attendance_rule ?? 'anyone',
    mail: row.mailed && shownMail((role) => row.mailed?.[role]),
    occurrences: shownOccurrences(row, now).map((occurrence) =>
      occurrenceView(row, occurrence, meetings.get(row.occurrences[occurrence.date]?.meeting_id ?? '')),
    ),
    ...clockFields(clock),
  };
}

const CLOCK_CHANGES = { never: 'skipped', twice: 'repeated', once: undefined } as const;

/** A date before it has a meeting. */
export const dateView = ({ date, at, happens }: Occurrence): SeriesOccurrence => ({
  date,
  meet_time: isoSeconds(at),
  clock_change: CLOCK_CHANGES[happens],
});

function occurrenceView(
  { occurrences }: Series,
  occurrence: Occurrence,
  meeting: Meeting | undefined,
): SeriesOccurrence {
  const { meeting_id, refused } = occurrences[occurrence.date] ?? {};
  const planned = dateView(occurrence);
  const moved = meeting && meeting.meet_time !== planned.meet_time;
  return {
    ...planned,
    ...(moved && { meet_time: meeting.meet_time, original_time: planned.meet_time }),
    meeting_id,
    status: meeting?.status,
    outcome: meeting && decidedOutcome(meeting),
    refused: meeting_id === undefined ? refused : undefined,
  };
}
