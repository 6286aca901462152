import * as z from 'zod/mini';
import { ATTENDANCE_RULES, FAILURE_REASONS, OUTCOMES, VERDICT_BY } from '../../domain/outcomes.ts';
import { MAIL_PROBLEMS, NOTICE_KINDS } from '../../domain/mailed.ts';
import { ROLES } from '../../domain/links.ts';
import { PHASES } from '../../domain/phases.ts';
import { STATUSES } from '../../domain/status.ts';
import { TIMELINE_KINDS } from '../../domain/timeline-kinds.ts';
import { REFUSAL_CODES } from './refusal-codes.ts';

/** Bodies of responses. The types of views, client and pages derive from these schemas; tests validate every response against them. */

export const instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/));
/** The server's clock: `clock_speed` is its speed relative to real time, 1 if absent. */
export const clock = { now: instant, clock_speed: z.optional(z.number()) };
const status = z.enum(STATUSES);
export const outcome = z.enum(OUTCOMES);
export const failure = z.object({ reason: z.enum(FAILURE_REASONS), detail: z.string() });
const endedBy = z.enum(VERDICT_BY);
export const seen = z.object({
  first_seen_at: instant,
  last_seen_at: instant,
  seconds_present: z.optional(z.int()),
  left_at: z.optional(instant),
  left_confirmed_at: z.optional(instant),
});

const fieldError = z.object({
  field: z.string(),
  message: z.string(),
  code: z.enum(REFUSAL_CODES),
  /** Characters (TOO_LONG), minutes (MINUTES_LEFT), days (TOO_FAR), webhooks (WEBHOOKS_FULL) or meetings (DAY_FULL, TIME_FULL) that are possible. */
  limit: z.optional(z.int()),
});

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.optional(z.array(fieldError)),
  outcome: z.optional(outcome),
  ended_by: z.optional(endedBy),
  took_minutes: z.optional(z.int()),
  feedback_given: z.optional(z.boolean()),
  /** From when on the organiser can have such a meeting (DAY_FULL, TIME_FULL). */
  free_from: z.optional(instant),
  /** The next lesson of the series, and the other person. */
  next: z.optional(z.object({ meet_time: z.string(), duration_minutes: z.int(), name: z.string() })),
});

export const personalLinks = z.object({ teacher_link: z.string(), student_link: z.string() });
export const newLink = z.object({ role: z.enum(ROLES), link: z.string() });

/** The address is a secret. */
export const calendarAddress = z.object({ address: z.string(), created_at: instant });
/** `created_at`: when the address was made. */
export const calendarState = z.object({ active: z.boolean(), created_at: z.optional(instant) });

export const receipt = z.object({
  message: z.string(),
  id: z.string(),
  jitsi_url: z.string(),
  ...personalLinks.shape,
  meet_time: instant,
  launch_at: instant,
});

/** Where a person is: on the join page, in the room, or on neither. `since`: when that began. */
const whereabouts = z.object({ state: z.enum(['away', 'waiting', 'inside']), since: z.optional(instant) });

/** Whole minutes. `late_minutes`: how much later than planned the meeting starts; `meet_time` contains it. */
const lateChanges = z.object({
  hard_end: instant,
  /** By how much the hard end was moved. */
  extended_minutes: z.int(),
  /** By how much the hard end can still be moved. */
  extension_minutes_left: z.int(),
  late_minutes: z.int(),
  /** By how much the start can still be moved. */
  late_minutes_left: z.int(),
});

const about = {
  teacher_name: z.string(),
  student_name: z.string(),
  meet_time: instant,
  time_zone: z.optional(z.string()),
  duration_minutes: z.int(),
  /** SEQUENCE of the meeting in calendar files: higher after each change. */
  calendar_sequence: z.int(),
  ...lateChanges.shape,
  people: z.object({ teacher: whereabouts, student: whereabouts }),
  /** Language of the holder of the link, if the organiser gave it. */
  language: z.optional(z.string()),
};

export const waitingRoom = z.object({
  status,
  message: z.string(),
  ...clock,
  ...about,
  launch_at: instant,
  progress: z.optional(z.string()),
  opens_at: instant,
  retry_after_seconds: z.int(),
});

export const openRoom = z.object({
  status,
  ...clock,
  room_url: z.string(),
  room: z.object({
    kind: z.enum(['jitsi', 'page']),
    domain: z.string(),
    name: z.string(),
    jwt: z.optional(z.string()),
  }),
  name: z.string(),
  ...about,
  presence_every_seconds: z.int(),
});

export const plannedTimes = z.object({ meet_time: instant, ends_at: instant, hard_end: instant });

export const endRequested = z.object({ id: z.string(), status, outcome });

export const meetingSummary = z.object({
  id: z.string(),
  revision: z.int(),
  status,
  outcome: z.optional(outcome),
  ended_by: z.optional(endedBy),
  failure: z.optional(failure),
  teacher_name: z.string(),
  student_name: z.string(),
  teacher_email: z.optional(z.string()),
  student_email: z.optional(z.string()),
  meet_time: instant,
  time_zone: z.optional(z.string()),
  duration_minutes: z.int(),
  /** The series that the meeting belongs to. */
  series_id: z.optional(z.string()),
  jitsi_url: z.string(),
  created_at: instant,
  launch_at: instant,
  opened_at: z.optional(instant),
  ended_at: z.optional(instant),
});

export const meetingList = z.object({
  meetings: z.array(meetingSummary),
  cursor: z.optional(z.string()),
  ...clock,
});

const host = z.object({
  attempt: z.int(),
  instance_id: z.string(),
  launched_at: instant,
  /** What it booted from: an image, or a version of the launch template. */
  image: z.optional(z.string()),
  address: z.optional(
    z.object({ name: z.string(), ip: z.optional(z.string()), url: z.string(), pending: z.optional(z.string()) }),
  ),
  progress: z.optional(z.string()),
  /** Whole seconds from the launch until each phase was over. */
  phases: z.optional(z.partialRecord(z.enum(PHASES), z.int())),
  healthy_at: z.optional(instant),
  given_up_at: z.optional(instant),
  checked_at: z.optional(instant),
  looked_up_at: z.optional(instant),
  blind_seconds: z.optional(z.int()),
  missed_at: z.optional(instant),
});

/** What was known when the end was decided. */
const because = z.object({
  host_count: z.optional(z.int()),
  host_counted_at: z.optional(instant),
  last_heard_at: z.optional(instant),
  listening_from: z.optional(instant),
  listening_until: z.optional(instant),
  host_state: z.optional(z.string()),
});

const feedback = z.object({ rating: z.int(), text: z.optional(z.string()), at: instant });

/** What a person was told by mail last, and what went wrong. */
const personMail = z.object({
  last: z.optional(z.object({ notice: z.enum(NOTICE_KINDS), at: instant })),
  problem: z.optional(z.object({ kind: z.enum(MAIL_PROBLEMS), at: instant })),
});
/** By role. Absent when nobody is told by mail. */
export const mailOfPeople = z.optional(z.object({ teacher: z.optional(personMail), student: z.optional(personMail) }));

export const meetingDetails = z.object({
  ...meetingSummary.shape,
  ...lateChanges.shape,
  /** To whom it belongs; absent for administrators. */
  organiser: z.optional(z.string()),
  /** Its date in the series, in the zone of the series. It stays the same when the meeting is moved. */
  series_date: z.optional(z.string()),
  plan: z.int(),
  change: z.optional(z.object({ at: instant, from: z.optional(instant), reason: z.optional(z.string()) })),
  teacher_language: z.optional(z.string()),
  student_language: z.optional(z.string()),
  teacher_time_zone: z.optional(z.string()),
  student_time_zone: z.optional(z.string()),
  attendance_rule: z.enum(ATTENDANCE_RULES),
  feedback: z.optional(z.object({ teacher: z.optional(feedback), student: z.optional(feedback) })),
  attendance: z.object({ teacher: z.optional(seen), student: z.optional(seen), host: z.optional(seen) }),
  mail: mailOfPeople,
  frontend_base_url: z.string(),
  timetable: z.record(z.string(), z.number()),
  hosts: z.object({ room: z.optional(host), teacher: z.optional(host), student: z.optional(host) }),
  replaced_hosts: z.array(host),
  decided_at: z.optional(instant),
  because: z.optional(because),
  progress: z.optional(z.string()),
  timeline: z.array(
    z.object({
      at: instant,
      what: z.string(),
      kind: z.enum(TIMELINE_KINDS),
      /** Id of a host, a role, an outcome, or the organiser's reason. */
      of: z.optional(z.string()),
    }),
  ),
  execution_arn: z.optional(z.string()),
  host_minutes: z.number(),
  host_cost_dollars: z.number(),
  console_url: z.optional(z.string()),
  ...clock,
});

const executionEvent = z.object({
  id: z.int(),
  at: instant,
  type: z.string(),
  state: z.optional(z.string()),
  error: z.optional(z.string()),
  cause: z.optional(z.string()),
});

export const execution = z.object({
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  events: z.array(executionEvent),
  console_url: z.optional(z.string()),
  ...clock,
});

export const workflow = z.object({ definition: z.record(z.string(), z.unknown()) });

export const healthy = z.object({ status: z.literal('ok'), now: instant, clock_speed: z.number() });

export type Because = z.output<typeof because>;
export type Attendance = z.output<typeof seen>;
export type Execution = z.output<typeof execution>;
export type ExecutionEvent = z.output<typeof executionEvent>;
export type LateChanges = z.output<typeof lateChanges>;
export type PlannedTimes = z.output<typeof plannedTimes>;
export type EndRequested = z.output<typeof endRequested>;
export type FieldError = z.output<typeof fieldError>;
export type MeetingDetails = z.output<typeof meetingDetails>;
export type MeetingList = z.output<typeof meetingList>;
export type MeetingSummary = z.output<typeof meetingSummary>;
export type OpenRoom = z.output<typeof openRoom>;
export type ProblemBody = z.output<typeof problem>;
export type PersonalLinks = z.output<typeof personalLinks>;
export type Receipt = z.output<typeof receipt>;
export type Whereabouts = z.output<typeof whereabouts>;
export type WaitingRoom = z.output<typeof waitingRoom>;
export type Workflow = z.output<typeof workflow>;
