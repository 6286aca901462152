import { meetingDefinition } from '../../../statemachine/definition.ts';
import type {
  Definition,
  Details,
  Execution,
  ExecutionEvent,
  ExecutionStatus,
  Meeting,
  Open,
  Waiting,
} from '../../../web/lib/wire.ts';

/** A day on which nothing changes: what pictures and checks of pages are made with. */
export const NOW = Date.parse('2026-12-01T13:52:20Z');
const iso = (at: number): string => new Date(at).toISOString();
/** So many minutes from the fixed now. */
export const after = (minutes: number): string => iso(NOW + minutes * 60_000);

export const definition = meetingDefinition() as unknown as Definition;

const base = {
  revision: 1,
  time_zone: 'Europe/Berlin',
  duration_minutes: 60,
  created_at: after(-4_000),
  attendance: {},
} as const;

export const upcoming: readonly Meeting[] = [
  {
    ...base,
    id: 'k3v9t2m8q5x7r1za',
    status: 'IN_PROGRESS',
    teacher_name: 'Ada Lovelace',
    student_name: 'Ben Carter',
    meet_time: '2026-12-01T13:30:00Z',
    launch_at: '2026-12-01T13:20:00Z',
    opened_at: '2026-12-01T13:21:52Z',
    attendance: {
      teacher: { first_seen_at: '2026-12-01T13:27:10Z', last_seen_at: '2026-12-01T13:52:05Z' },
      student: { first_seen_at: '2026-12-01T13:31:44Z', last_seen_at: '2026-12-01T13:51:58Z' },
    },
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

export const past: readonly Meeting[] = [
  ['h2d6y9c3j7n1w5pe', 'COMPLETED', 'Ada Lovelace', 'Noah Weber', '2026-12-01T11:00:00Z'],
  ['o4u8g2s6f1z9l3qf', 'FAILED', 'Katherine Johnson', 'Liam Murphy', '2026-12-01T09:30:00Z'],
  ['x1r7q4m5t8v2k6bg', 'NO_SHOW', 'Grace Hopper', 'Sofia Rossi', '2026-11-30T17:00:00Z'],
  ['e9o2u5g8s3f6z1lh', 'CANCELLED', 'Emmy Noether', 'Jonas Lindqvist', '2026-11-30T15:00:00Z'],
  ['c6j9n2w4p8y1d5hi', 'TIME_LIMIT', 'Katherine Johnson', 'Chloé Martin', '2026-11-27T10:00:00Z'],
].map(([id, outcome, teacher, student, meetTime]) => ({
  ...base,
  id: id!,
  status: 'ENDED',
  outcome: outcome as NonNullable<Meeting['outcome']>,
  teacher_name: teacher!,
  student_name: student!,
  meet_time: meetTime!,
  launch_at: iso(Date.parse(meetTime!) - 600_000),
  ended_at: iso(Date.parse(meetTime!) + 3_900_000),
}));

interface Passed {
  readonly state: string;
  readonly type: 'Task' | 'Wait' | 'Choice' | 'Succeed' | 'Fail';
  /** Seconds in it. */
  readonly for: number;
  readonly retries?: number;
  readonly error?: readonly [name: string, message: string];
}

/** A history as the runtime and AWS tell it. The last state goes on where the status is RUNNING. */
export function history(from: string, passed: readonly Passed[], status: ExecutionStatus): Execution {
  const events: ExecutionEvent[] = [];
  let at = Date.parse(from);
  const add = (event: Omit<ExecutionEvent, 'id' | 'at'>): void =>
    void events.push({ id: events.length + 1, at: iso(at), ...event });
  add({ type: 'ExecutionStarted', input: { meetingId: 'k3v9t2m8q5x7r1za', revision: 1, launchAt: from } });
  for (const [index, { state, type, for: seconds, retries = 0, error }] of passed.entries()) {
    const running = index === passed.length - 1 && status === 'RUNNING';
    add({ type: `${type}StateEntered`, state, input: { meetingId: 'k3v9t2m8q5x7r1za', revision: 1, launchAt: from } });
    if (type === 'Task') {
      for (let attempt = 0; attempt <= retries; attempt++) {
        add({ type: 'LambdaFunctionScheduled', state, ...(attempt > 0 && { retryCount: attempt }) });
        at += (seconds * 1000) / (retries + 1);
        // The last retry brings it about; without a retry it fails for good.
        const failed = error && (attempt < retries || retries === 0);
        if (failed) {
          const cause = JSON.stringify({ errorType: error[0], errorMessage: error[1], trace: [] });
          add({ type: 'LambdaFunctionFailed', state, error: error[0], cause });
        } else if (!running) add({ type: 'LambdaFunctionSucceeded', state, output: { waitSeconds: 10 } });
      }
    } else at += seconds * 1000;
    if (!running && type !== 'Fail') add({ type: `${type}StateExited`, state });
  }
  if (status === 'SUCCEEDED') add({ type: 'ExecutionSucceeded', output: { outcome: 'COMPLETED' } });
  if (status === 'FAILED')
    add({ type: 'ExecutionFailed', error: 'HostNeverHealthy', cause: 'Two hosts in a row were not healthy in time.' });
  return { status, events };
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

export function detailsOf(meeting: Meeting): Details {
  const failed = meeting.outcome === 'FAILED';
  return {
    ...meeting,
    host_minutes: failed ? 26.1 : 32.3,
    host_cost_dollars: failed ? 0.0168 : 0.0208,
    console_url: `https://us-east-1.console.aws.amazon.com/states/home#/executions/details/${meeting.id}-1`,
    ...(failed && { failure: { reason: 'HEALTH', detail: `${lost[0]}: ${lost[1]}` } }),
  };
}

const about = {
  meet_time: '2026-12-01T14:00:00Z',
  duration_minutes: 45,
  time_zone: 'Europe/Berlin',
  teacher_name: 'Grace Hopper',
  student_name: 'Mia Nakamura',
} as const;

export const scheduledLink: Waiting = {
  ...about,
  status: 'SCHEDULED',
  message: 'The room opens shortly before the meeting.',
  meet_time: '2026-12-01T16:30:00Z',
  launch_at: '2026-12-01T16:20:00Z',
  opens_at: '2026-12-01T16:20:30Z',
  retry_after_seconds: 60,
};

export const launchingLink: Waiting = {
  ...about,
  status: 'LAUNCHING',
  message: 'The room is being prepared: the web server does not answer yet.',
  progress: 'the web server does not answer yet',
  launch_at: '2026-12-01T13:50:00Z',
  opens_at: '2026-12-01T13:53:00Z',
  retry_after_seconds: 60,
};

export const openLink: Open = {
  ...about,
  status: 'READY',
  room_url: 'https://rooms.test/k3v9t2m8q5x7r1za',
  room: { kind: 'page', domain: 'rooms.test', name: 'k3v9t2m8q5x7r1za' },
  name: 'Mia Nakamura',
  presence_every_seconds: 30,
};
