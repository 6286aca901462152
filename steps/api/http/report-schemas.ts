import * as z from 'zod/mini';
import { OUTCOMES } from '../../domain/outcomes.ts';
import { clock, instant } from './response-schemas.ts';

/** Absent instants: the person never came. `minutes`: the sum of all visits. */
const attendee = z.object({
  name: z.string(),
  email: z.optional(z.string()),
  came_at: z.optional(instant),
  last_seen_at: z.optional(instant),
  minutes: z.number(),
});

/** One ended meeting in the report. */
export const attendedMeeting = z.object({
  id: z.string(),
  series_id: z.optional(z.string()),
  meet_time: instant,
  duration_minutes: z.int(),
  outcome: z.enum(OUTCOMES),
  teacher: attendee,
  student: attendee,
  /** From the first person who came to the latest presence of one. */
  minutes: z.number(),
  host_minutes: z.number(),
  host_cost_dollars: z.number(),
});

/** `cursor`: there are more meetings. */
export const attendanceReport = z.object({
  meetings: z.array(attendedMeeting),
  cursor: z.optional(z.string()),
  ...clock,
});

export type AttendedMeeting = z.output<typeof attendedMeeting>;
