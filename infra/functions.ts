import { type RouteName, ROUTES } from '../steps/api/routes.ts';
import type { Ports } from '../steps/ports.ts';
import type { EnvironmentName } from './environment-names.ts';
import type { Grant } from './constructs/grants.ts';

/** Ports that are bound to something of AWS; a clock and a log every function has. */
export type BoundPort = Exclude<keyof Ports, 'clock' | 'log'>;

/** One function, as it is deployed and as the README lists it. */
export interface FunctionSpec {
  /** Relative to the project; exports `handler`. */
  readonly entry: string;
  /** What it promises, in one sentence. */
  readonly promise: string;
  /** MiB; CPU comes in proportion, and start-up is CPU: 512 for most, more with the EC2 client. */
  readonly memory: number;
  /** Seconds. Below the workflow's 90 s for a call, and API Gateway's 29 s. */
  readonly timeout: number;
  /** The ports of the entry's last line: they decide its environment. */
  readonly ports: readonly BoundPort[];
  /** What it may do. */
  readonly grants: readonly Grant[];
}

/** What each adapter reads. */
export const PORT_VARIABLES: Readonly<Record<BoundPort, readonly EnvironmentName[]>> = {
  meetings: ['TABLE_NAME'],
  hosts: ['DEPLOYMENT', 'LAUNCH_TEMPLATE', 'LAUNCH_CANDIDATES', 'HOST_SECRETS', 'LINK_SECRET_ARN'],
  addresses: ['HOST_URL', 'HOSTED_ZONE_ID', 'JITSI_DOMAIN'],
  health: ['HOST_KIND', 'HEALTH_PATH', 'LINK_SECRET_ARN'],
  workflow: ['STATE_MACHINE_ARN'],
  wakeUps: ['SAFETY_NET_ARN', 'SCHEDULER_ROLE_ARN', 'SCHEDULE_GROUP', 'DEAD_LETTER_QUEUE_ARN'],
  secrets: ['LINK_SECRET_ARN'],
  settings: ['TIMETABLE', 'JITSI_DOMAIN', 'HOST_KIND', 'HOST_ROLES', 'MAX_IN_FLIGHT', 'HOST_DOLLARS_PER_HOUR'],
};

/** Of every function: its metrics count for this deployment only. */
const COMMON: readonly EnvironmentName[] = ['DEPLOYMENT'];

/** Of every function of the API. */
const OF_ROUTES: readonly EnvironmentName[] = ['ALLOWED_ORIGINS'];

const STEP = { memory: 512, timeout: 30 };
/** The EC2 client is large, and it waits for EC2. */
const EC2_STEP = { memory: 1024, timeout: 60 };
const ROUTE = { memory: 512, timeout: 15 };

/** The one table of functions: the stack, the tests and the README derive from it. */
export const FUNCTIONS = {
  launchHost: {
    ...EC2_STEP,
    entry: 'steps/meeting/launch-host.ts',
    promise: 'Claims the meeting and launches its host, at most once however often it is called.',
    ports: ['meetings', 'hosts'],
    grants: ['meetings:read', 'meetings:write', 'hosts:launch', 'hosts:end'],
  },
  checkHost: {
    ...EC2_STEP,
    entry: 'steps/meeting/check-host.ts',
    promise: 'Publishes the address of the host, probes its health and says what comes next.',
    ports: ['meetings', 'hosts', 'addresses', 'health'],
    grants: ['meetings:read', 'meetings:write', 'hosts:describe', 'hosts:end', 'addresses:publish', 'health:probe'],
  },
  openRoom: {
    ...STEP,
    entry: 'steps/meeting/open-room.ts',
    promise: 'Opens the room and leaves the token with which the first sign of life wakes the workflow.',
    ports: ['meetings', 'workflow'],
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed'],
  },
  holdMeeting: {
    ...STEP,
    entry: 'steps/meeting/hold-meeting.ts',
    promise: 'Leaves the token by which presence keeps the meeting going and an end wakes the workflow.',
    ports: ['meetings', 'workflow'],
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed'],
  },
  decide: {
    ...STEP,
    entry: 'steps/meeting/decide.ts',
    promise: 'Decides from row and clock whether the meeting goes on, and how it ends.',
    ports: ['meetings'],
    grants: ['meetings:read', 'meetings:write'],
  },
  tearDown: {
    ...EC2_STEP,
    entry: 'steps/meeting/tear-down.ts',
    promise: 'Ends whatever the meeting has and writes its outcome, once.',
    ports: ['meetings', 'hosts', 'addresses', 'wakeUps'],
    grants: ['meetings:read', 'meetings:write', 'hosts:describe', 'hosts:end', 'addresses:remove', 'wake-ups:disarm'],
  },
  sweep: {
    ...EC2_STEP,
    // Below the five minutes between two sweeps by timer.
    timeout: 240,
    entry: 'steps/sweep/sweep.ts',
    promise: 'Finds hosts and meetings that nobody looks after any more, and ends them.',
    ports: ['meetings', 'hosts', 'addresses', 'wakeUps', 'workflow'],
    grants: [
      ...(['meetings:read', 'meetings:write', 'meetings:list', 'meetings:remove'] as const),
      ...(['hosts:describe', 'hosts:end', 'addresses:remove', 'wake-ups:arm', 'wake-ups:disarm'] as const),
      ...(['workflow:stop', 'workflow:succeed'] as const),
    ],
  },
  schedule: {
    ...ROUTE,
    entry: 'steps/api/schedule.ts',
    promise: 'Schedules a meeting: row, nets and execution, the same for the same idempotency key.',
    ports: ['meetings', 'wakeUps', 'workflow', 'secrets', 'settings'],
    grants: ['meetings:read', 'meetings:write', 'meetings:list', 'wake-ups:arm', 'workflow:start', 'link-secret:read'],
  },
  listMeetings: {
    ...ROUTE,
    entry: 'steps/api/list-meetings.ts',
    promise: 'Lists meetings by time, a page at a time.',
    ports: ['meetings'],
    grants: ['meetings:list'],
  },
  getMeeting: {
    ...ROUTE,
    entry: 'steps/api/get-meeting.ts',
    promise: 'Tells the organiser all about one meeting, except secrets.',
    ports: ['meetings', 'workflow', 'settings'],
    grants: ['meetings:read'],
  },
  getExecution: {
    ...ROUTE,
    entry: 'steps/api/get-execution.ts',
    promise: "Tells the organiser the path that a meeting's execution has taken.",
    ports: ['meetings', 'workflow'],
    grants: ['meetings:read', 'workflow:history'],
  },
  getWorkflow: {
    ...ROUTE,
    entry: 'steps/api/get-workflow.ts',
    promise: 'Tells the organiser the definition that executions run.',
    ports: ['workflow'],
    grants: ['workflow:definition'],
  },
  cancelMeeting: {
    ...ROUTE,
    entry: 'steps/api/cancel-meeting.ts',
    promise: 'Cancels a meeting; twice is fine.',
    ports: ['meetings', 'workflow', 'wakeUps'],
    grants: ['meetings:read', 'meetings:write', 'wake-ups:disarm', 'workflow:stop', 'workflow:succeed'],
  },
  join: {
    ...ROUTE,
    entry: 'steps/api/join.ts',
    promise: 'Tells the holder of a link where the meeting stands, and the room once it is open.',
    ports: ['meetings', 'secrets', 'settings'],
    grants: ['meetings:read', 'link-secret:read'],
  },
  presence: {
    ...ROUTE,
    entry: 'steps/api/presence.ts',
    promise: 'Notes who is there, and keeps the meeting going.',
    ports: ['meetings', 'workflow', 'secrets'],
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed', 'workflow:heartbeat', 'link-secret:read'],
  },
  endMeeting: {
    ...ROUTE,
    entry: 'steps/api/end-meeting.ts',
    promise: 'Lets the teacher end the meeting for everybody.',
    ports: ['meetings', 'workflow', 'wakeUps', 'secrets'],
    grants: [
      ...(['meetings:read', 'meetings:write', 'wake-ups:disarm'] as const),
      ...(['workflow:stop', 'workflow:succeed', 'link-secret:read'] as const),
    ],
  },
  health: {
    ...ROUTE,
    entry: 'steps/api/health.ts',
    promise: 'Says that the API is there, and what time it is.',
    ports: [],
    grants: [],
  },
  room: {
    ...ROUTE,
    entry: 'steps/api/room.ts',
    promise: 'Forwards to the host of a meeting while its room is open.',
    ports: ['meetings'],
    grants: ['meetings:read'],
  },
  openapi: {
    ...ROUTE,
    entry: 'steps/api/openapi.ts',
    promise: 'Describes the API.',
    ports: [],
    grants: [],
  },
} as const satisfies Record<RouteName, FunctionSpec> & Record<string, FunctionSpec>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
export const specOf = (name: FunctionName): FunctionSpec => FUNCTIONS[name];

/** The environment names that a function gets. */
export const variablesOf = (name: FunctionName): EnvironmentName[] => [
  ...new Set([
    ...COMMON,
    ...(ROUTES.some((route) => route.name === name) ? OF_ROUTES : []),
    ...specOf(name).ports.flatMap((port) => PORT_VARIABLES[port]),
  ]),
];
