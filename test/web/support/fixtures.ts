import { deepStrictEqual } from 'node:assert';
import type * as z from 'zod/mini';
import { meetingDefinition } from '../../../statemachine/definition.ts';
import { type Action, actionList } from '../../../steps/api/http/action-schemas.ts';
import { overview as schemaOfOverview } from '../../../steps/api/http/overview-schemas.ts';
import { attendanceReport } from '../../../steps/api/http/report-schemas.ts';
import * as responses from '../../../steps/api/http/response-schemas.ts';
import * as hooks from '../../../steps/api/http/webhook-schemas.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import type { Definition, ExecutionStatus, Meeting, Outcome } from '../../../web/lib/wire.ts';

/** Returns the value. Throws unless the schema accepts it as it is; a field that the API does not send is an error too. */
export function conforming<T>(schema: z.ZodMiniType<T>, value: T): T {
  deepStrictEqual(schema.parse(value), value);
  return value;
}

/** The fixed time of screenshots and page tests. */
export const NOW = Date.parse('2026-12-01T13:52:20Z');
const iso = (at: number): string => new Date(at).toISOString();
const now = iso(NOW);
/** Minutes after the fixed time. */
export const after = (minutes: number): string => iso(NOW + minutes * 60_000);

export const definition = meetingDefinition() as unknown as Definition;

const base = {
  revision: 1,
  time_zone: 'Europe/Berlin',
  duration_minutes: 60,
  created_at: after(-4_000),
} as const;

type Fields = Omit<Meeting, 'jitsi_url'>;
const meeting = (fields: Fields): Meeting =>
  conforming(responses.meetingSummary, { ...fields, jitsi_url: `https://api.test/room/${fields.id}` });

const UPCOMING: readonly Fields[] = [
  {
    ...base,
    id: 'k3v9t2m8q5x7r1za',
    status: 'IN_PROGRESS',
    teacher_name: 'Ada Lovelace',
    student_name: 'Ben Carter',
    meet_time: '2026-12-01T13:30:00Z',
    launch_at: '2026-12-01T13:20:00Z',
    opened_at: '2026-12-01T13:21:52Z',
  },
  {
    ...base,
    id: 'p8w4n6j2c9y3d7hb',
    status: 'LAUNCHING',
    teacher_name: 'Grace Hopper',
    student_name: 'Mia Nakamura',
    meet_time: '2026-12-01T14:00:00Z',
    launch_at: '2026-12-01T13:50:00Z',
    duration_minutes: 45,
  },
  {
    ...base,
    id: 'z5f1s8g4u2e6o9lc',
    status: 'SCHEDULED',
    teacher_name: 'Ada Lovelace',
    student_name: 'Tomás Oliveira Fernandes',
    series_id: 's3r1e5b2e4n6t8u0',
    meet_time: '2026-12-01T16:30:00Z',
    launch_at: '2026-12-01T16:20:00Z',
  },
  {
    ...base,
    id: 'b7i3k5v9t2m8q5xd',
    status: 'SCHEDULED',
    teacher_name: 'Emmy Noether',
    student_name: 'Aisha Rahman',
    meet_time: '2026-12-03T09:00:00Z',
    launch_at: '2026-12-03T08:50:00Z',
    duration_minutes: 90,
  },
];
export const upcoming = UPCOMING.map(meeting);

export const past: Meeting[] = [
  ['h2d6y9c3j7n1w5pe', 'COMPLETED', 'Ada Lovelace', 'Noah Weber', '2026-12-01T11:00:00Z'],
  ['o4u8g2s6f1z9l3qf', 'FAILED', 'Katherine Johnson', 'Liam Murphy', '2026-12-01T09:30:00Z'],
  ['x1r7q4m5t8v2k6bg', 'NO_SHOW', 'Grace Hopper', 'Sofia Rossi', '2026-11-30T17:00:00Z'],
  ['e9o2u5g8s3f6z1lh', 'CANCELLED', 'Emmy Noether', 'Jonas Lindqvist', '2026-11-30T15:00:00Z'],
  ['c6j9n2w4p8y1d5hi', 'TIME_LIMIT', 'Katherine Johnson', 'Chloé Martin', '2026-11-27T10:00:00Z'],
].map(([id, outcome, teacher, student, meetTime]) =>
  meeting({
    ...base,
    id: id!,
    status: 'ENDED',
    outcome: outcome as NonNullable<Meeting['outcome']>,
    teacher_name: teacher!,
    student_name: student!,
    meet_time: meetTime!,
    launch_at: iso(Date.parse(meetTime!) - 600_000),
    ended_at: iso(Date.parse(meetTime!) + 3_900_000),
  }),
);

interface Passed {
  readonly state: string;
  readonly type: 'Task' | 'Wait' | 'Choice' | 'Succeed' | 'Fail';
  /** Seconds in the state. */
  readonly for: number;
  readonly retries?: number;
  readonly error?: readonly [name: string, message: string];
}

/** An execution as the API returns it. With the status RUNNING, the last state is still current. */
export function history(from: string, passed: readonly Passed[], status: ExecutionStatus): responses.Execution {
  const events: responses.ExecutionEvent[] = [];
  let at = Date.parse(from);
  const add = (event: Omit<responses.ExecutionEvent, 'id' | 'at'>): void =>
    void events.push({ id: events.length + 1, at: iso(at), ...event });
  add({ type: 'ExecutionStarted' });
  for (const [index, { state, type, for: seconds, retries = 0, error }] of passed.entries()) {
    const running = index === passed.length - 1 && status === 'RUNNING';
    add({ type: `${type}StateEntered`, state });
    if (type === 'Task') {
      for (let attempt = 0; attempt <= retries; attempt++) {
        add({ type: 'LambdaFunctionScheduled', state });
        at += (seconds * 1000) / (retries + 1);
        // The last retry succeeds; a task without retries fails.
        const failed = error && (attempt < retries || retries === 0);
        if (failed) {
          const cause = JSON.stringify({ errorType: error[0], errorMessage: error[1], trace: [] });
          add({ type: 'LambdaFunctionFailed', state, error: error[0], cause });
        } else if (!running) add({ type: 'LambdaFunctionSucceeded', state });
      }
    } else at += seconds * 1000;
    if (!running && type !== 'Fail') add({ type: `${type}StateExited`, state });
  }
  if (status === 'SUCCEEDED') add({ type: 'ExecutionSucceeded' });
  if (status === 'FAILED')
    add({ type: 'ExecutionFailed', error: 'HostNeverHealthy', cause: 'Two hosts in a row were not healthy in time.' });
  return conforming(responses.execution, { status, events, now });
}

const launched = (polls: number): readonly Passed[] => [
  { state: 'Wait until launch', type: 'Wait', for: 1_200 },
  { state: 'Launch host', type: 'Task', for: 2.4 },
  ...Array.from({ length: polls }, (_, poll): readonly Passed[] => [
    { state: 'Wait for host', type: 'Wait', for: poll === 0 ? 30 : 10 },
    { state: 'Check host', type: 'Task', for: 0.4 },
    { state: 'Host ready?', type: 'Choice', for: 0 },
  ]).flat(),
];

export const running = history(
  '2026-12-01T13:00:00Z',
  [
    ...launched(9),
    { state: 'Open room', type: 'Task', for: 320 },
    { state: 'Decide', type: 'Task', for: 0.3 },
    { state: 'Continue?', type: 'Choice', for: 0 },
    { state: 'Hold meeting', type: 'Task', for: 0 },
  ],
  'RUNNING',
);

const lost = ['HostNeverHealthy', 'The second host, too, was not healthy within 13 minutes.'] as const;
export const failedRun = history(
  '2026-12-01T09:00:00Z',
  [
    { state: 'Wait until launch', type: 'Wait', for: 1_200 },
    { state: 'Launch host', type: 'Task', for: 96, retries: 2, error: ['NoCapacity', 'No candidate had room.'] },
    { state: 'Wait for host', type: 'Wait', for: 780 },
    { state: 'Check host', type: 'Task', for: 0.4 },
    { state: 'Host ready?', type: 'Choice', for: 0 },
    { state: 'Launch host', type: 'Task', for: 2.2 },
    { state: 'Wait for host', type: 'Wait', for: 780 },
    { state: 'Check host', type: 'Task', for: 0.6, error: lost },
    { state: 'Tear down', type: 'Task', for: 1.8 },
    { state: 'Host gone?', type: 'Choice', for: 0 },
    { state: 'Meeting failed', type: 'Fail', for: 0 },
  ],
  'FAILED',
);

const ATTENDED = {
  teacher: { first_seen_at: '2026-12-01T13:27:10Z', last_seen_at: '2026-12-01T13:52:05Z' },
  student: { first_seen_at: '2026-12-01T13:31:44Z', last_seen_at: '2026-12-01T13:51:58Z' },
};

/** The hosts of the failed meeting. */
const GIVEN_UP = ['2026-12-01T09:21:38Z', '2026-12-01T09:34:38Z'].map((launched_at, index) => ({
  attempt: index + 1,
  instance_id: `i-0f3a9c2d71b8e46${index}a`,
  launched_at,
  given_up_at: iso(Date.parse(launched_at) + 780_000),
}));

const late = {
  hard_end: '2026-12-01T15:45:00Z',
  extended_minutes: 0,
  extension_minutes_left: 0,
  late_minutes: 0,
  late_minutes_left: 0,
} as const;

export function detailsOf(meeting: Meeting): responses.MeetingDetails {
  const failed = meeting.outcome === 'FAILED';
  return conforming(responses.meetingDetails, {
    ...meeting,
    ...late,
    ...(meeting.series_id !== undefined && { series_date: meeting.meet_time.slice(0, 10) }),
    plan: 1,
    attendance_rule: 'anyone',
    attendance: meeting.status === 'IN_PROGRESS' ? ATTENDED : {},
    frontend_base_url: 'https://lessons.test/join',
    timetable: { ...DEFAULT_TIMETABLE },
    hosts: {},
    replaced_hosts: failed ? GIVEN_UP : [],
    timeline: [{ at: meeting.created_at, what: 'scheduled', kind: 'scheduled' }],
    host_minutes: failed ? 26.1 : 32.3,
    host_cost_dollars: failed ? 0.0168 : 0.0208,
    console_url: `https://us-east-1.console.aws.amazon.com/states/home#/executions/details/${meeting.id}-1`,
    ...(failed && { failure: { reason: 'HEALTH', detail: `${lost[0]}: ${lost[1]}` } as const }),
    now,
  });
}

const RECORDED: readonly Pick<Action, 'what' | 'by' | 'role' | 'fields' | 'minutes' | 'outcome'>[] = [
  { what: 'scheduled', by: { kind: 'machine', id: 'portal' } },
  {
    what: 'moved',
    by: { kind: 'organiser', id: 'https://issuer.example#ada@example.org' },
    fields: ['meet_time', 'duration_minutes'],
  },
  { what: 'changed', by: { kind: 'series', id: 's3r1e5b2e4n6t8u0' }, fields: ['attendance_rule'] },
  { what: 'link_revoked', by: { kind: 'administrator', id: 'api-key' }, role: 'student' },
  { what: 'extended', by: { kind: 'teacher' }, minutes: 15 },
  { what: 'feedback_given', by: { kind: 'student' } },
  { what: 'ended', by: { kind: 'net' }, outcome: 'TIME_LIMIT' },
];

/** The record of actions of a meeting. */
export const recorded: readonly Action[] = conforming(actionList, {
  actions: RECORDED.map((one, index) => ({
    ...one,
    number: index + 1,
    at: after(index * 15 - 100),
    revision: index === 0 ? 1 : 2,
    plan: Math.min(index + 1, 3),
  })),
  now,
}).actions;

/** The receipt of a meeting whose links point to this origin. */
export const receiptFor = (origin: string): responses.Receipt =>
  conforming(responses.receipt, {
    message: 'Session scheduled!',
    id: 'q7w2e9r4t6y1u8io',
    jitsi_url: 'https://api.test/room/q7w2e9r4t6y1u8io',
    teacher_link: `${origin}/join?id=q7w2e9r4t6y1u8io&role=teacher&key=6vBzT0rM5nQx2LkWc8YdHs1fGaJpRe4uXiOZq7wE3bI`,
    student_link: `${origin}/join?id=q7w2e9r4t6y1u8io&role=student&key=Kp9sVfD3hUy6LmXw1QzB8cRtN5aJgE0oTi2Yb7GxS4k`,
    meet_time: '2026-12-01T15:00:00Z',
    launch_at: '2026-12-01T14:50:00Z',
  });

const about = {
  ...late,
  now,
  meet_time: '2026-12-01T14:00:00Z',
  duration_minutes: 45,
  calendar_sequence: 0,
  time_zone: 'Europe/Berlin',
  teacher_name: 'Grace Hopper',
  student_name: 'Mia Nakamura',
  people: { teacher: { state: 'away' }, student: { state: 'away' } },
} as const;
/** Both people are on the join page. */
const both = {
  people: {
    teacher: { state: 'waiting', since: '2026-12-01T13:50:00Z' },
    student: { state: 'waiting', since: '2026-12-01T13:51:30Z' },
  },
} as const;

export const scheduledLink = conforming(responses.waitingRoom, {
  ...about,
  status: 'SCHEDULED',
  message: 'The room opens shortly before the meeting.',
  meet_time: '2026-12-01T16:30:00Z',
  launch_at: '2026-12-01T16:20:00Z',
  opens_at: '2026-12-01T16:20:30Z',
  retry_after_seconds: 60,
});

export const launchingLink = conforming(responses.waitingRoom, {
  ...about,
  ...both,
  status: 'LAUNCHING',
  message: 'The room is being prepared: the web server does not answer yet.',
  progress: 'the web server does not answer yet',
  launch_at: '2026-12-01T13:50:00Z',
  opens_at: '2026-12-01T13:53:00Z',
  retry_after_seconds: 60,
});

export const openLink = conforming(responses.openRoom, {
  ...about,
  ...both,
  status: 'READY',
  room_url: 'https://rooms.test/k3v9t2m8q5x7r1za',
  room: { kind: 'page', domain: 'rooms.test', name: 'k3v9t2m8q5x7r1za' },
  name: 'Mia Nakamura',
  presence_every_seconds: 30,
});

/** Meetings of the last seven weeks, latest first. */
export const attendance = conforming(attendanceReport, {
  now: new Date(NOW).toISOString(),
  meetings: Array.from({ length: 40 }, (_, index) => {
    const at = NOW - (index * 29 + 20) * 3_600_000;
    const person = (name: string, missing: boolean) => ({
      name,
      ...(!missing && { came_at: new Date(at).toISOString(), last_seen_at: new Date(at + 2_700_000).toISOString() }),
      minutes: missing ? 0 : 45,
    });
    const outcome: Outcome = index % 9 === 4 ? 'NO_SHOW' : index % 13 === 6 ? 'CANCELLED' : 'COMPLETED';
    const isEmpty = outcome !== 'COMPLETED';
    return {
      id: `report${String(index).padStart(10, '0')}`,
      meet_time: `${new Date(at).toISOString().slice(0, 19)}Z`,
      duration_minutes: 45,
      outcome,
      teacher: person('Maria Novak', isEmpty),
      student: person('Liam Murphy', isEmpty || index % 10 === 3),
      minutes: isEmpty ? 0 : 46,
      host_minutes: outcome === 'CANCELLED' ? 0 : 57.5,
      host_cost_dollars: outcome === 'CANCELLED' ? 0 : 0.0364,
    };
  }),
});

export const overview = conforming(schemaOfOverview, {
  day: '2026-12-01',
  hosts: {
    now: 2,
    most: 20,
    each_quarter_hour: [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 4, 4, 4, 5, 5,
      5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 2, 4, 4, 6, 6, 6, 2,
    ],
  },
  in_progress: 2,
  outcomes: { COMPLETED: 12, NO_SHOW: 2, CANCELLED: 1, TIME_LIMIT: 0, FAILED: 1, PARTIAL_NO_SHOW: 1 },
  time_to_ready: { median_seconds: 108, slowest_seconds: 151 },
  month: { meetings: 17, dollars: 0.34 },
  failures: [
    {
      id: 'o4u8g2s6f1z9l3qf',
      teacher_name: 'Katherine Johnson',
      student_name: 'Liam Murphy',
      meet_time: '2026-12-01T10:30:00Z',
      ended_at: '2026-12-01T10:31:07.000Z',
      failure: { reason: 'HEALTH', detail: 'Two hosts were launched, and none was ready within 7 minutes.' },
    },
  ],
  now,
});

export const webhooks = conforming(hooks.webhookList, {
  webhooks: [
    {
      id: 'w1h5b8k2q7c4n6zd',
      url: 'https://crm.example/hooks/meetings',
      description: 'Customer records',
      created_at: '2026-11-20T09:00:00.000Z',
    },
    {
      id: 'w9t3m6x1r8v5j2pa',
      url: 'https://calendar.example/in',
      types: ['scheduled', 'moved', 'cancelled'],
      created_at: '2026-11-21T09:00:00.000Z',
      failing_since: '2026-11-29T14:00:00.000Z',
      disabled: { at: '2026-11-30T14:05:00.000Z', by: 'failures', why: 'HTTP 503' },
    },
  ],
  now,
});

export const deliveries = conforming(hooks.deliveryList, {
  deliveries: [
    {
      id: '20261201T135000000Z-k3v9t2m8q5x7r1za-3',
      type: 'meeting.ready',
      meeting_id: 'k3v9t2m8q5x7r1za',
      state: 'waiting',
      run: 1,
      attempts: [
        { at: '2026-12-01T13:50:01.000Z', run: 1, accepted: false, error: 'no answer in time', duration_ms: 15_002 },
      ],
      next_at: '2026-12-01T13:55:06.000Z',
    },
    {
      id: '20261201T120000000Z-k3v9t2m8q5x7r1za-1',
      type: 'meeting.scheduled',
      meeting_id: 'k3v9t2m8q5x7r1za',
      state: 'delivered',
      run: 1,
      attempts: [
        { at: '2026-12-01T12:00:01.000Z', run: 1, accepted: false, status: 500, duration_ms: 84 },
        { at: '2026-12-01T12:00:06.000Z', run: 1, accepted: true, status: 204, duration_ms: 61 },
      ],
    },
  ],
  now,
});
