import * as z from 'zod/mini';
import { KEY_HOLDERS, ROLES } from '../../domain/links.ts';
import { LATEST_START_MINUTES, LONGEST_DURATION_MINUTES } from '../../domain/timetable.ts';
import { EVENT_TYPES } from '../../domain/event-types.ts';
import { ATTENDANCE_RULES } from '../../domain/outcomes.ts';
import { STATUSES } from '../../domain/status.ts';

/** Bodies and queries of requests. Messages follow the name of the field: "teacher_name must not be empty". */

/** Characters that hide or reorder text: control characters, line separators, bidirectional overrides, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
const isVisible = (text: string): boolean => !HIDDEN.test(text);
export const NOT_VISIBLE = 'must not contain control characters';

const string = () => z.string('must be a string');
const atMost = (length: number) => z.maxLength(length, `must have at most ${length} characters`);

const name = string().check(
  z.trim(),
  z.minLength(1, 'must not be empty'),
  atMost(100),
  z.refine(isVisible, NOT_VISIBLE),
);
const email = z.email('must be an e-mail address').check(atMost(254));

const language = string().check(
  z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/, 'must be a language tag such as en or pt-BR'),
);

const timeZone = string().check(atMost(64));
const meetTime = string().check(atMost(40));
const duration = z
  .int('must be a whole number')
  .check(
    z.gte(5, 'must be at least 5'),
    z.lte(LONGEST_DURATION_MINUTES, `must be at most ${LONGEST_DURATION_MINUTES}`),
  );

const attendanceRule = z.enum(ATTENDANCE_RULES, `must be ${ATTENDANCE_RULES.join(' or ')}`);

/** The key of an organiser, as `GET /meetings/{id}` returns it. */
const organiser = string().check(
  atMost(600),
  z.regex(/^https?:\/\/[^\s#]+#\S+$/, 'must be an issuer and a subject, such as https://issuer.example#1234'),
);

export const scheduleBody = z.object(
  {
    teacher_name: name,
    student_name: name,
    meet_time: meetTime,
    frontend_base_url: string().check(atMost(2000)),
    time_zone: z.optional(timeZone),
    duration_minutes: z.optional(duration),
    teacher_email: z.optional(email),
    student_email: z.optional(email),
    teacher_language: z.optional(language),
    student_language: z.optional(language),
    teacher_time_zone: z.optional(timeZone),
    student_time_zone: z.optional(timeZone),
    attendance_rule: z.optional(attendanceRule),
    /** To whom it belongs; for administrators and machine clients. */
    organiser: z.optional(organiser),
  },
  'must be a JSON object',
);
export type ScheduleBody = z.infer<typeof scheduleBody>;

/** When a series takes place: `meet_time` is the time of its first date. */
export const previewBody = z.object(
  {
    meet_time: meetTime,
    duration_minutes: z.optional(duration),
    time_zone: z.string('must be an IANA time zone, such as Europe/Berlin').check(atMost(64)),
    rrule: z.string('must be a recurrence rule such as FREQ=WEEKLY').check(atMost(300)),
  },
  'must be a JSON object',
);
export type PreviewBody = z.infer<typeof previewBody>;

/** A meeting that is repeated. */
export const seriesBody = z.object({ ...scheduleBody.shape, ...previewBody.shape }, 'must be a JSON object');

const wholeMinutes = (least: number, most: number) =>
  z
    .int('must be a whole number')
    .check(z.gte(least, `must be at least ${least}`), z.lte(most, `must be at most ${most}`));

/** The organiser's change of a plan. An absent field stays as it is. */
const planBody = z.object(
  {
    meet_time: z.exactOptional(meetTime),
    time_zone: z.exactOptional(timeZone),
    duration_minutes: z.exactOptional(duration),
    teacher_name: z.exactOptional(name),
    student_name: z.exactOptional(name),
    teacher_email: z.exactOptional(email),
    student_email: z.exactOptional(email),
    teacher_language: z.exactOptional(language),
    student_language: z.exactOptional(language),
    teacher_time_zone: z.exactOptional(timeZone),
    student_time_zone: z.exactOptional(timeZone),
    attendance_rule: z.exactOptional(attendanceRule),
    /** To whom it is handed over; null for administrators. */
    organiser: z.exactOptional(z.nullable(organiser)),
    reason: z.exactOptional(string().check(z.trim(), atMost(500), z.refine(isVisible, NOT_VISIBLE))),
  },
  'must be a JSON object',
);
/** What changes for the people of a meeting. */
export type ChangeBody = Omit<z.infer<typeof planBody>, 'organiser'>;

/** Minutes from the planned start, and from the planned hard end, so that a repeated request changes them once. */
export const changeBody = z.object(
  {
    ...planBody.shape,
    late_minutes: z.exactOptional(wholeMinutes(1, LATEST_START_MINUTES)),
    extended_minutes: z.exactOptional(wholeMinutes(1, LONGEST_DURATION_MINUTES)),
  },
  'must be a JSON object',
);

/** The organiser's change of a date of a series and all following ones. */
export const changeSeriesBody = z.object(
  { ...planBody.shape, rrule: z.exactOptional(string().check(atMost(300))) },
  'must be a JSON object',
);
/** What changes for the people of a series. */
export type ChangeSeriesBody = Omit<z.infer<typeof changeSeriesBody>, 'organiser'>;

const webhookUrl = string().check(atMost(2000));
const description = string().check(z.trim(), atMost(200), z.refine(isVisible, NOT_VISIBLE));
const eventTypes = z
  .array(z.enum(EVENT_TYPES, `must be one of ${EVENT_TYPES.join(', ')}`), 'must be an array')
  .check(z.minLength(1, 'must not be empty'), z.maxLength(EVENT_TYPES.length, 'must have each type once'));

/** Without `types`, the webhook gets events of all types. */
export const webhookBody = z.object(
  { url: webhookUrl, description: z.exactOptional(description), types: z.exactOptional(eventTypes) },
  'must be a JSON object',
);

/** `meetings_page`: the organisers' page, to which the feed links each meeting. */
export const calendarBody = z.object(
  {
    meetings_page: z.exactOptional(
      z.string('must be text').check(z.maxLength(2000, 'must have at most 2000 characters')),
    ),
  },
  'must be a JSON object',
);

/** An absent field stays as it is. `types: null`: all types. */
export const changeWebhookBody = z.object(
  {
    url: z.exactOptional(webhookUrl),
    description: z.exactOptional(description),
    types: z.exactOptional(z.nullable(eventTypes)),
    enabled: z.exactOptional(z.boolean('must be true or false')),
  },
  'must be a JSON object',
);
export type ChangeWebhookBody = z.infer<typeof changeWebhookBody>;

/** For requests made by hand; the pages send the header X-Link-Key. */
const key = z.optional(string().check(atMost(200)));

export const presenceBody = z.object(
  {
    role: z.enum(KEY_HOLDERS, 'must be teacher or student'),
    key,
    event: z.enum(['waiting', 'joined', 'present', 'left'], 'must be waiting, joined, present or left'),
    /** With "left": the page closes, and nobody chose to leave. A room in another tab continues. */
    closing: z.optional(z.boolean('must be true or false')),
  },
  'must be a JSON object',
);

export const hostPresenceBody = z.object(
  { event: z.enum(['present', 'left'], 'must be present or left') },
  'must be a JSON object',
);

export const joinQuery = z.object({ key });

export const endBody = z.object({ role: z.literal('teacher', 'must be teacher'), key }, 'must be a JSON object');

/** A change that the teacher makes in the room or before it. */
const minutesBody = (least: number, most: number) =>
  z.object(
    {
      role: z.optional(z.literal('teacher', 'must be teacher')),
      key,
      minutes: wholeMinutes(least, most),
    },
    'must be a JSON object',
  );
export const extendBody = minutesBody(1, LONGEST_DURATION_MINUTES);
export const lateBody = minutesBody(1, LATEST_START_MINUTES);

export const feedbackBody = z.object(
  {
    role: z.enum(ROLES, 'must be teacher or student'),
    key,
    rating: z.int('must be a whole number').check(z.gte(1, 'must be at least 1'), z.lte(5, 'must be at most 5')),
    text: z.optional(string().check(atMost(1000))),
  },
  'must be a JSON object',
);

const AN_INSTANT = 'must be an instant in UTC such as 2026-12-01T15:00:00Z';
const utc = z.string(AN_INSTANT).check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, AN_INSTANT));

const day = z.string().check(
  z.regex(/^20\d{2}-\d{2}-\d{2}$/, { error: 'must be a day such as 2026-12-01', abort: true }),
  z.refine((text) => new Date(text).toJSON()?.startsWith(text) ?? false, 'must be a day that exists'),
);

/** Today in UTC if there is no day. */
export const overviewQuery = z.object({ day: z.optional(day) });

/** Meetings from one instant, which is included, to another. */
export const attendanceQuery = z.object({
  from: utc,
  to: utc,
  cursor: z.optional(z.string().check(z.maxLength(2000, 'must be a cursor from this report'))),
});
export type AttendanceQuery = z.infer<typeof attendanceQuery>;

/** The first date that changes, in the zone of the series: today if absent. */
export const seriesFromQuery = z.object({ from: z.optional(day) });

export const seriesListQuery = z.object({
  cursor: z.optional(z.string().check(z.regex(/^[a-z0-9]{16}$/, 'must be a cursor from this list'))),
});

/** The cursor is the number of an action. */
export const actionsQuery = z.object({
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/, 'must be a cursor from this list'))),
});

export const listQuery = z.object({
  /** Rows that a response has at most. Long lists need fewer calls. */
  limit: z.optional(z.string().check(z.regex(/^(?:[1-9]\d?|[1-4]\d\d|500)$/, 'must be a whole number from 1 to 500'))),
  status: z.optional(z.enum(STATUSES, `must be one of ${STATUSES.join(', ')}`)),
  from: z.optional(utc),
  to: z.optional(utc),
  cursor: z.optional(z.string().check(z.maxLength(2000, 'must be a cursor from this list'))),
});
