import * as z from 'zod/mini';
import { ROLES } from '../../domain/links.ts';
import { ATTENDANCE_RULES, OUTCOMES } from '../../domain/outcomes.ts';
import { REFUSALS } from '../../domain/series/refusals.ts';
import { STATUSES } from '../../domain/status.ts';
import { clock, instant, mailOfPeople } from './response-schemas.ts';

/** Bodies of the responses about series. */

/** One date of a series, in the zone of the series. */
const occurrence = z.object({
  date: z.string(),
  meet_time: instant,
  /** The local time of the series does not exist on this date, or exists twice: then it is later by the gap, or the first. */
  clock_change: z.optional(z.enum(['skipped', 'repeated'])),
  meeting_id: z.optional(z.string()),
  status: z.optional(z.enum(STATUSES)),
  outcome: z.optional(z.enum(OUTCOMES)),
  /** By the rule of the series; only of a meeting that was moved. */
  original_time: z.optional(instant),
  refused: z.optional(z.object({ reason: z.enum(REFUSALS), since: instant, last: instant })),
});

const seriesSummary = z.object({
  id: z.string(),
  rrule: z.string(),
  /** Local time in `time_zone`, on or before the first date. */
  start: z.string(),
  time_zone: z.string(),
  duration_minutes: z.int(),
  teacher_name: z.string(),
  student_name: z.string(),
  created_at: instant,
  /** Dates from this one on do not take place. */
  ends_before: z.optional(z.string()),
  /** The series that continues this one from `ends_before` on, and the one that this one continues. */
  followed_by: z.optional(z.string()),
  follows: z.optional(z.string()),
  next: z.optional(occurrence),
});

export const seriesDetails = z.object({
  ...seriesSummary.shape,
  /** To whom it belongs; absent for administrators. */
  organiser: z.optional(z.string()),
  teacher_email: z.optional(z.string()),
  student_email: z.optional(z.string()),
  teacher_language: z.optional(z.string()),
  student_language: z.optional(z.string()),
  teacher_time_zone: z.optional(z.string()),
  student_time_zone: z.optional(z.string()),
  attendance_rule: z.enum(ATTENDANCE_RULES),
  mail: mailOfPeople,
  occurrences: z.array(occurrence),
  ...clock,
});

/** The dates of the first year. */
export const seriesPreview = z.object({ occurrences: z.array(occurrence), ...clock });

export const seriesList = z.object({ series: z.array(seriesSummary), cursor: z.optional(z.string()), ...clock });

/** `retry_after_seconds`: of the deployment's clock. */
export const nextDate = z.object({ role: z.enum(ROLES), meet_time: instant, retry_after_seconds: z.int() });

export type NextDate = z.output<typeof nextDate>;
export type SeriesDetails = z.output<typeof seriesDetails>;
export type SeriesOccurrence = z.output<typeof occurrence>;
export type SeriesSummary = z.output<typeof seriesSummary>;
