import * as z from 'zod/mini';
import { STATUSES } from '../../domain/status.ts';

/** What callers send. The OpenAPI document is made from these. */

/** Nothing that hides or turns the text around it: controls, line separators, bidirectional overrides, half characters. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

const name = z.string('must be a text').check(
  z.trim(),
  z.minLength(1, 'must not be empty'),
  z.maxLength(100, 'may have 100 characters at most'),
  z.refine((text) => !HIDDEN.test(text), 'must not contain control characters'),
);
const email = z.email('must be an e-mail address').check(z.maxLength(254, 'may have 254 characters at most'));

export const scheduleBody = z.object(
  {
    teacher_name: name,
    student_name: name,
    meet_time: z.string('must be a text').check(z.maxLength(40, 'may have 40 characters at most')),
    frontend_base_url: z.string('must be a text').check(z.maxLength(2000, 'may have 2000 characters at most')),
    time_zone: z.optional(z.string('must be a text').check(z.maxLength(64, 'may have 64 characters at most'))),
    duration_minutes: z.optional(
      z.int('must be a whole number').check(z.gte(5, 'must be at least 5'), z.lte(480, 'must be at most 480')),
    ),
    teacher_email: z.optional(email),
    student_email: z.optional(email),
  },
  'must be a JSON object',
);
export type ScheduleBody = z.infer<typeof scheduleBody>;

const key = z.string('must be a text').check(z.maxLength(200, 'may have 200 characters at most'));

export const presenceBody = z.object(
  {
    role: z.enum(['teacher', 'student', 'host'], 'must be teacher or student'),
    key,
    event: z.enum(['joined', 'present', 'left'], 'must be joined, present or left'),
  },
  'must be a JSON object',
);

export const endBody = z.object({ role: z.literal('teacher', 'must be teacher'), key }, 'must be a JSON object');

const utc = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'must be a UTC instant such as 2026-12-01T15:00:00Z'));

export const listQuery = z.object({
  status: z.optional(z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`)),
  from: z.optional(utc),
  to: z.optional(utc),
  cursor: z.optional(z.string().check(z.maxLength(2000, 'is not a cursor'))),
});
