import * as responses from '../../../steps/api/http/response-schemas.ts';
import { dateView } from '../../../steps/api/series/views.ts';
import { dateAfter, occurrencesBetween } from '../../../steps/domain/series/occurrences.ts';
import { parseRule } from '../../../steps/domain/series/rule.ts';
import type { Occurrence, PreviewBody, SeriesDetails } from '../../../web/lib/wire.ts';
import { conforming } from './fixtures.ts';

/** The dates of a series in its first year, as the API returns them. */
export function datesOf({ rrule, meet_time: start, time_zone }: PreviewBody): readonly Occurrence[] {
  const reading = parseRule(rrule);
  if (!('rule' in reading)) throw new Error(reading.message);
  const first = start.slice(0, 10);
  const recurrence = { rule: reading.rule, start: `${start}:00`, time_zone };
  return occurrencesBetween(recurrence, first, dateAfter(first, 366)).map((occurrence) =>
    // As JSON: without absent fields.
    JSON.parse(JSON.stringify(dateView(occurrence))),
  );
}

/** Tuesdays at 16:00 in Berlin, 10:00 in New York. */
export const weekly: SeriesDetails = conforming(responses.seriesDetails, {
  id: 's3r1e5b2e4n6t8u0',
  rrule: 'FREQ=WEEKLY',
  start: '2026-11-24T16:00:00',
  time_zone: 'Europe/Berlin',
  duration_minutes: 60,
  teacher_name: 'Ada Lovelace',
  student_name: 'Ben Carter',
  student_time_zone: 'America/New_York',
  attendance_rule: 'anyone',
  created_at: '2026-11-20T10:00:00Z',
  occurrences: datesOf({ rrule: 'FREQ=WEEKLY;COUNT=10', meet_time: '2026-12-01T16:00', time_zone: 'Europe/Berlin' }),
  now: '2026-12-01T13:52:20Z',
} as never);
