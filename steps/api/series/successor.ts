import { derivedId } from '../../domain/ids.ts';
import { isoMillis } from '../../domain/instants.ts';
import { isZone, NO_ZONE, parseLocalTime } from '../../domain/meet-time.ts';
import { dateAfter, occurrencesBetween } from '../../domain/series/occurrences.ts';
import { parseRule, remaining, type Rule } from '../../domain/series/rule.ts';
import type { Ports } from '../../ports.ts';
import type { Series } from '../../series/series.ts';
import { mailedOfSuccessor, withSeriesNews } from '../../series/series-mail.ts';
import { invalid, refused } from '../http/problem.ts';
import type { ChangeSeriesBody } from '../http/request-schemas.ts';
import type { FieldError } from '../http/response-schemas.ts';
import { zoneFaults } from '../plans/changed-plan.ts';
import { requireDates } from './require-dates.ts';

/** The next date of a series is searched in so many days. */
const NEXT_WITHIN_DAYS = 366;

/**
 * The series that takes the place of another one from a date on. Its id follows from the change, so a repeated call is one
 * change.
 * @param skipped dates that the organiser cancelled; they stay cancelled unless the time or the rule changes
 * @throws Problem 409, 422
 */
export function successorOf(
  ports: Pick<Ports, 'clock' | 'log' | 'settings'>,
  row: Series,
  from: string,
  body: ChangeSeriesBody,
  skipped: readonly string[],
): Series {
  const { rrule, meet_time, reason: _reason, ...fields } = body;
  const next = occurrencesBetween(row, from, dateAfter(from, NEXT_WITHIN_DAYS))[0];
  if (!next || (row.cancelled_from !== undefined && next.date >= row.cancelled_from))
    throw refused(409, 'from', 'The series has no date from this one on.', { code: 'DATES_OVER' });
  const time_zone = fields.time_zone ?? row.time_zone;
  const before = occurrencesBetween(row, row.start.slice(0, 10), dateAfter(next.date, -1)).length;
  const rule = rrule === undefined ? remaining(row.rule, before) : ruleIn(rrule);
  const start = meet_time === undefined ? `${next.date}T${row.start.slice(11)}` : startIn(meet_time, time_zone);
  const faults: FieldError[] = [
    ...('text' in rule ? [] : [rule]),
    ...(typeof start === 'string' ? [] : [start]),
    ...(isZone(time_zone) ? [] : [NO_ZONE]),
    ...zoneFaults(fields),
  ];
  if (!('text' in rule) || typeof start !== 'string' || faults.length > 0) throw invalid(...faults);
  if (start.slice(0, 10) < from)
    throw invalid({ field: 'meet_time', message: `must not be before ${from}`, code: 'BEFORE_DATE' });
  const recurrence = { rule, start, time_zone };
  const plan = { ...row.plan, ...fields, time_zone };
  requireDates(ports, recurrence, plan.duration_minutes);
  const {
    filled_to: _to,
    ends_before: _end,
    ended_at,
    settled_for: _settled,
    followed_by: _followed,
    successor: _other,
    sequence: _sequence,
    mailed: _mailed,
    mail_at: _mailAt,
    ...kept
  } = row;
  return withSeriesNews(undefined, {
    ...kept,
    ...recurrence,
    plan,
    id: derivedId(`${row.id}#${from}#${JSON.stringify(body)}`),
    version: 1,
    created_at: isoMillis(ports.clock.now()),
    follows: row.id,
    // An end stays.
    ...(row.cancelled_from !== undefined && { ends_before: row.cancelled_from, ended_at }),
    ...(rrule === undefined && meet_time === undefined && skipped.length > 0 && { skipped }),
    ...(ports.settings.mail && { mailed: mailedOfSuccessor(row, plan) }),
    occurrences: {},
  });
}

function ruleIn(text: string): Rule | FieldError {
  const reading = parseRule(text);
  return 'rule' in reading ? reading.rule : { field: 'rrule', ...reading, code: 'RULE' };
}

function startIn(text: string, zone: string): string | FieldError {
  const start = parseLocalTime(text, zone);
  return 'local' in start ? start.local : start;
}
