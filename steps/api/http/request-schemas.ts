import * as z from 'zod/mini';
import { STATUSES } from '../../domain/status.ts';

/** Bodies and queries of requests. Messages follow the name of the field: "teacher_name must not be empty". */

/** Characters that hide or reorder text: control characters, line separators, bidirectional overrides, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

const name = z.string('must be a string').check(
  z.trim(),
  z.minLength(1, 'must not be empty'),
  z.maxLength(100, 'must have at most 100 characters'),
  z.refine((text) => !HIDDEN.test(text), 'must not contain control characters'),
);
const email = z.email('must be an e-mail address').check(z.maxLength(254, 'must have at most 254 characters'));

export const scheduleBody = z.object(
  {
    teacher_name: name,
    student_name: name,
    meet_time: z.string('must be a string').check(z.maxLength(40, 'must have at most 40 characters')),
    frontend_base_url: z.string('must be a string').check(z.maxLength(2000, 'must have at most 2000 characters')),
    time_zone: z.optional(z.string('must be a string').check(z.maxLength(64, 'must have at most 64 characters'))),
    duration_minutes: z.optional(
      z.int('must be a whole number').check(z.gte(5, 'must be at least 5'), z.lte(480, 'must be at most 480')),
    ),
    teacher_email: z.optional(email),
    student_email: z.optional(email),
  },
  'must be a JSON object',
);
export type ScheduleBody = z.infer<typeof scheduleBody>;

const key = z.string('must be a string').check(z.maxLength(200, 'must have at most 200 characters'));

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
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'must be an instant in UTC such as 2026-12-01T15:00:00Z'));

export const listQuery = z.object({
  status: z.optional(z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`)),
  from: z.optional(utc),
  to: z.optional(utc),
  cursor: z.optional(z.string().check(z.maxLength(2000, 'must be a cursor from this list'))),
});
