import { seriesDetails } from '../../../steps/api/http/series-schemas.ts';
import { dateView } from '../../../steps/api/series/views.ts';
import { dateAfter, occurrencesBetween } from '../../../steps/domain/series/occurrences.ts';
import { parseRule } from '../../../steps/domain/series/rule.ts';
import type { Occurrence, PreviewBody, Series, SeriesDetails } from '../../../web/lib/wire.ts';
import { conforming, NOW } from './fixtures.ts';

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

const base = {
  id: 's3r1e5b2e4n6t8u0',
  rrule: 'FREQ=WEEKLY',
  start: '2026-11-10T16:30:00',
  time_zone: 'Europe/Berlin',
  duration_minutes: 60,
  teacher_name: 'Ada Lovelace',
  student_name: 'Ben Carter',
  student_time_zone: 'America/New_York',
  attendance_rule: 'anyone',
  created_at: '2026-11-08T10:00:00Z',
  now: new Date(NOW).toISOString(),
} as const;

const from = (date: string, count: number): readonly Occurrence[] =>
  datesOf({ rrule: `FREQ=WEEKLY;COUNT=${count}`, meet_time: `${date}T16:30`, time_zone: 'Europe/Berlin' });

/** A new series on Tuesdays at 16:30 in Berlin, 10:30 in New York: its meetings are not created yet. */
export const weekly: SeriesDetails = conforming(seriesDetails, {
  ...base,
  occurrences: [...from('2026-12-01', 10)],
});

/** What happened to some dates: over, moved, cancelled, refused by the cap. */
const HAPPENED: Readonly<Record<string, Partial<Occurrence>>> = {
  '2026-11-17': { status: 'ENDED', outcome: 'COMPLETED' },
  '2026-11-24': { status: 'ENDED', outcome: 'NO_SHOW' },
  '2026-12-08': { meet_time: '2026-12-09T09:00:00Z', original_time: '2026-12-08T15:30:00Z' },
  '2026-12-15': { status: 'ENDED', outcome: 'CANCELLED' },
};
const REFUSED = { reason: 'CAP', since: '2026-11-29T05:00:00.000Z', last: '2026-12-01T05:00:00.000Z' } as const;

/** The meeting of the series on 1 December is one of the list of meetings. */
export const OCCURRENCE_ID = 'z5f1s8g4u2e6o9lc';

export const longer: SeriesDetails = conforming(seriesDetails, {
  ...base,
  next: from('2026-12-01', 1)[0],
  follows: 's0e1r2i3e4s5b6f7',
  occurrences: from('2026-11-17', 14).map((occurrence, index): Occurrence => {
    const { date } = occurrence;
    if (date === '2026-12-22') return { ...occurrence, refused: REFUSED };
    if (date > '2027-01-26') return occurrence;
    const meeting_id = date === '2026-12-01' ? OCCURRENCE_ID : `o1c2c3u4r5r6e${String(index).padStart(3, '0')}`;
    return { ...occurrence, meeting_id, status: 'SCHEDULED', ...HAPPENED[date] };
  }),
});

const { occurrences: _dates, student_time_zone: _zone, attendance_rule: _rule, ...summary } = longer;
export const allSeries: Series[] = [
  summary,
  {
    ...summary,
    id: 's1e2r3i4e5s6o7v8',
    teacher_name: 'Emmy Noether',
    student_name: 'Aisha Rahman',
    rrule: 'FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261126',
    next: undefined,
  },
  {
    ...summary,
    id: 's9e8r7i6e5s4d3a2',
    teacher_name: 'Grace Hopper',
    student_name: 'Mia Nakamura',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=12',
    time_zone: 'Asia/Tokyo',
    duration_minutes: 45,
    next: { date: '2026-12-03', meet_time: '2026-12-03T08:00:00Z' },
  },
];
