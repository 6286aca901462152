import * as z from 'zod/mini';
import { clock, failure, instant, outcome } from './response-schemas.ts';

export const overview = z.object({
  day: z.string(),
  hosts: z.object({
    now: z.int(),
    /** The setting `maxInFlight`. */
    most: z.int(),
    /** The most hosts at once in each quarter of an hour of the day, up to now. */
    each_quarter_hour: z.array(z.int()),
  }),
  /** Meetings with a host now. */
  in_progress: z.int(),
  /** Meetings that ended on the day. */
  outcomes: z.record(outcome, z.int()),
  time_to_ready: z.optional(z.object({ median_seconds: z.int(), slowest_seconds: z.int() })),
  /** Ended meetings of the month of the day, and the price of their hosts. */
  month: z.object({ meetings: z.int(), dollars: z.number() }),
  /** The latest failures of the day. */
  failures: z.array(
    z.object({
      id: z.string(),
      teacher_name: z.string(),
      student_name: z.string(),
      meet_time: instant,
      ended_at: instant,
      failure,
    }),
  ),
  ...clock,
});

export type Overview = z.output<typeof overview>;
