import { DAY, fromIso, isoSeconds, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { DEFAULT_DURATION_MINUTES } from '../steps/domain/timetable.ts';
import { DAYS_AHEAD, type Series } from '../steps/series/series.ts';
import { promise, when } from './promise.ts';
import { datesOf, daysAfter, instantOf, localDate } from './series-dates.ts';
import type {
  FillRun,
  OccurrenceTrace,
  SeriesFields,
  SeriesRequest,
  SeriesRowTrace,
  SeriesTrace,
} from './series-trace.ts';
import { TOLERANCE } from './time.ts';

export const seriesComplete = promise(
  'series-complete',
  'Each date of a series has exactly one meeting, created at its local time; a date that was cancelled or ended has none. Runs that nothing disturbs leave no date of the next 60 days without a meeting. A confirmed change is in the series.',
  ['series'],
  ({ series }) => {
    const to = daysAfter(localDate(Math.max(0, ...series.runs.map(({ until }) => until)), 'UTC'), DAYS_AHEAD + 1);
    const plans = series.rows.flatMap((one): Plan[] => {
      const dates = datesOf(one.row, to);
      return dates ? [{ ...one, dates }] : [];
    });
    if (plans.length === 0 || plans.length < series.rows.length) return undefined;
    return [
      ...plans.flatMap((plan) => brokenDates(plan, series)),
      ...datesTwice(plans, series),
      ...series.requests.flatMap((request) => brokenRequest(request, series, to)),
    ];
  },
);

type Plan = SeriesRowTrace & { readonly dates: readonly string[] };

const isPlanned = ({ ends_before, skipped }: Series, date: string): boolean =>
  (ends_before === undefined || date < ends_before) && !skipped?.includes(date);

const isAccepted = ({ acceptedAt }: OccurrenceTrace): boolean => acceptedAt !== undefined;
const isCancelled = ({ row }: OccurrenceTrace): boolean => (row.outcome ?? row.verdict?.outcome) === 'CANCELLED';

function brokenDates(plan: Plan, series: SeriesTrace): readonly string[] {
  const { row, dates } = plan;
  const own = series.meetings.filter(({ seriesId }) => seriesId === row.id);
  const atOf = (date: string): Millis => instantOf(date, row.start.slice(11), row.time_zone);
  return [
    ...own.flatMap((meeting) => [
      ...when(!dates.includes(meeting.date), `${meeting.date} is no date of the series`),
      ...when(
        meeting.createdFor !== isoSeconds(atOf(meeting.date)),
        `${meeting.date} was created for ${meeting.createdFor} in place of ${isoSeconds(atOf(meeting.date))}`,
      ),
      ...when(
        isPlanned(row, meeting.date) && isCancelled(meeting) && !meeting.endRequested,
        `${meeting.date} was cancelled without a request`,
      ),
      ...when(!isPlanned(row, meeting.date) && stillOpen(meeting, plan, series), `${meeting.date} is not cancelled`),
    ]),
    ...dates.filter((date) => isPlanned(row, date)).flatMap((date) => missing(date, atOf(date), plan, series)),
  ];
}

/** Two meetings for one date, also of the series and its successor. */
function datesTwice(plans: readonly Plan[], series: SeriesTrace): readonly string[] {
  const taking = plans.flatMap((plan) =>
    series.meetings
      .filter((meeting) => meeting.seriesId === plan.row.id && isAccepted(meeting) && !isCancelled(meeting))
      .filter(({ date, row }) => isPlanned(plan.row, date) || row.status !== 'SCHEDULED')
      .map(({ date }) => date),
  );
  const twice = taking.filter((date, index) => taking.indexOf(date) < index);
  return [...new Set(twice)].map((date) => `${date} has two meetings`);
}

/** A run fills a series after the one that it continues, until that is settled. */
function covers(run: FillRun, { row: { id, follows } }: SeriesRowTrace, rows: readonly SeriesRowTrace[]): boolean {
  if (!run.undisturbed) return false;
  if ((run.seriesId ?? id) === id) return true;
  const before = rows.find(({ row }) => row.id === follows);
  const isSettled = before?.endedAt === undefined || run.from > before.endedAt + 2 * DAY;
  return !isSettled && covers(run, before, rows);
}

const minutesOf = ({ plan }: Series): number => plan.duration_minutes ?? DEFAULT_DURATION_MINUTES;

/** This run and those at the same time. One can hold the only host that the cap allows, which another one needs for its date. */
const together = ({ from, until }: FillRun, runs: readonly FillRun[]): readonly FillRun[] =>
  runs.filter((one) => one.from <= until && one.until >= from);

/** A date that an undisturbed run should have created. */
function missing(date: string, at: Millis, plan: Plan, series: SeriesTrace): readonly string[] {
  const { row, insertedAt } = plan;
  const end = at + minutesOf(row) * MINUTE;
  const isBlocked = (run: FillRun): boolean =>
    series.blocked.some((block) => Math.abs(block.at - at) < 3 * 60 * MINUTE && run.from < block.until + TOLERANCE);
  const first = series.runs.find(
    (run) =>
      covers(run, plan, series.rows) &&
      together(run, series.runs).every(({ undisturbed }) => undisturbed) &&
      run.from >= insertedAt &&
      daysAfter(localDate(run.from - TOLERANCE, row.time_zone), DAYS_AHEAD) >= date &&
      !isBlocked(run),
  );
  if (!first) return [];
  const until = Math.max(...together(first, series.runs).map((run) => run.until));
  if (end <= until + TOLERANCE) return [];
  const created = series.meetings.find(
    (meeting) =>
      meeting.date === date &&
      (meeting.seriesId === row.id || meeting.row.id === row.occurrences[date]?.meeting_id) &&
      meeting.acceptedAt !== undefined &&
      meeting.acceptedAt <= until,
  );
  const why = row.occurrences[date]?.refused?.reason;
  return when(!created, `${date} has no meeting after the run at ${isoSeconds(first.from)}${why ? ` (${why})` : ''}`);
}

/** An undisturbed run after the end of the series cancels a meeting, unless its launch had begun. */
function stillOpen(meeting: OccurrenceTrace, plan: Plan, { runs, rows }: SeriesTrace): boolean {
  if (!isAccepted(meeting) || isCancelled(meeting)) return false;
  const since = plan.endedAt ?? plan.insertedAt;
  const first = runs.find((run) => covers(run, plan, rows) && run.from >= since);
  return first !== undefined && fromIso(meeting.row.launch_at) > first.until + TOLERANCE;
}

/** What a confirmed request asked for, and the rows do not have. */
function brokenRequest(
  { status, id, from: given, request, sentAt, at }: SeriesRequest,
  series: SeriesTrace,
  to: string,
): readonly string[] {
  const find = (wanted: string | undefined): Series | undefined =>
    series.rows.find(({ row }) => row.id === wanted)?.row;
  const row = find(id);
  if (status >= 300 || !row) return [];
  const first = row.start.slice(0, 10);
  // The dates before are those of the series that it continues.
  const begin = row.follows !== undefined && first > given ? first : given;
  // A lesson that is over stays as it is.
  const end = instantOf(begin, row.start.slice(11), row.time_zone) + minutesOf(row) * MINUTE;
  const isOver = datesOf(row, begin)?.at(-1) === begin && end < at + TOLERANCE;
  const from = isOver && row.ends_before === daysAfter(begin, 1) ? daysAfter(begin, 1) : begin;
  const what = `the ${request.what} from ${from} on, which was confirmed,`;
  if (request.what === 'end')
    return when(
      following(row, find).some(({ ends_before = '9999' }) => ends_before > given),
      `${what} is lost: the series goes on`,
    );
  const next = find(request.successor);
  // A change that changes nothing returns the series itself, which goes on.
  if (next === row) return when(lacks(row, request.fields), `${what} is not in the plan`);
  if ((row.ends_before ?? '9999') > from || row.followed_by !== request.successor || !next) return [`${what} is lost`];
  const { rrule, meet_time } = request.fields;
  const left = datesOf(row, to)?.filter((date) => date >= from) ?? [];
  const keepsDates = rrule === undefined && meet_time === undefined;
  const cancelled = series.meetings.filter(
    (meeting) =>
      meeting.seriesId === row.id &&
      left.includes(meeting.date) &&
      isCancelled(meeting) &&
      fromIso(meeting.row.verdict!.at) < sentAt - TOLERANCE,
  );
  return [
    ...when(keepsDates && left.join() !== datesOf(next, to)?.join(), `${what} changed the dates`),
    ...when(keepsDates && cancelled.some(({ date }) => isPlanned(next, date)), `${what} brought cancelled dates back`),
    ...when(meet_time !== undefined && next.start !== `${meet_time}:00`, `${what} has another time`),
    ...when(meet_time === undefined && next.start.slice(11) !== row.start.slice(11), `${what} changed the local time`),
    ...when(lacks(next, request.fields), `${what} is not in the plan`),
  ];
}

/** Whether the plan has other values than the change asked for. */
const lacks = ({ plan }: Series, { teacher_name, duration_minutes }: SeriesFields): boolean =>
  (teacher_name ?? plan.teacher_name) !== plan.teacher_name ||
  (duration_minutes ?? plan.duration_minutes) !== plan.duration_minutes;

/** The series, its successor, and so on. */
function following(row: Series, find: (id: string | undefined) => Series | undefined): readonly Series[] {
  const chain = [row];
  for (let next = find(row.followed_by); next && !chain.includes(next); next = find(next.followed_by)) chain.push(next);
  return chain;
}
