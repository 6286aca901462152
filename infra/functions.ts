import type { RouteName } from '../steps/api/routes.ts';
import type { HostKind } from '../steps/domain/host-kind.ts';
import { EC2_STEP, type FunctionSpec, ROUTE, STEP, READY_TIMES, ROW } from './function-spec.ts';
import { HOST_KIND_SPECS } from './host-kinds.ts';
import { IMAGE_FUNCTIONS } from './image-functions.ts';
import { MAIL_FUNCTIONS } from './mail-functions.ts';
import { CALENDAR_FUNCTIONS } from './calendar-functions.ts';
import { SERIES_FUNCTIONS } from './series-functions.ts';
import { WEBHOOK_FUNCTIONS } from './webhook-functions.ts';

/** All functions. The stack, the bundles, the tests and the reference derive from this table. */
export const FUNCTIONS = {
  launchHost: {
    ...EC2_STEP,
    entry: 'steps/meeting/launch-host.ts',
    description: 'Claims the meeting and launches its host, at most once however often it is called.',
    grants: [...ROW, 'ready-times:read', 'slots:change', 'hosts:describe', 'hosts:launch', 'hosts:end'],
  },
  checkHost: {
    ...EC2_STEP,
    entry: 'steps/meeting/check-host.ts',
    description: 'Publishes the address of the host, probes its health and returns what comes next.',
    grants: [...ROW, ...READY_TIMES, 'hosts:describe', 'hosts:end', 'addresses:publish', 'health:probe'],
  },
  openRoom: {
    ...STEP,
    entry: 'steps/meeting/open-room.ts',
    description: 'Opens the room and stores the task token that the first presence completes.',
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed'],
  },
  holdMeeting: {
    ...STEP,
    entry: 'steps/meeting/hold-meeting.ts',
    description: 'Stores the task token that presence keeps alive and the end of the meeting completes.',
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed'],
  },
  decide: {
    ...STEP,
    entry: 'steps/meeting/decide.ts',
    description: 'Decides from row, clock and evidence whether the meeting continues, and how it ends.',
    grants: ['meetings:read', 'meetings:write', 'health:probe'],
  },
  tearDown: {
    ...EC2_STEP,
    entry: 'steps/meeting/tear-down.ts',
    description: 'Ends the hosts of the meeting, removes its name and writes its outcome, once.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'slots:change', 'days:add', 'hosts:describe'] as const),
      ...(['hosts:end', 'addresses:remove', 'wake-ups:disarm', 'workflow:stop'] as const),
    ],
  },
  sweep: {
    ...EC2_STEP,
    // Less than the five minutes between two runs by timer.
    timeout: 240,
    entry: 'steps/sweep/sweep.ts',
    description: 'Finds and ends orphaned hosts, overdue meetings and leftovers.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'meetings:list', 'slots:change', 'days:add', 'health:probe'] as const),
      ...(['hosts:describe', 'hosts:end', 'hosts:clean', 'addresses:remove'] as const),
      ...(['wake-ups:arm', 'wake-ups:disarm'] as const),
      ...(['workflow:stop', 'workflow:succeed'] as const),
    ],
  },
  probePresence: {
    ...STEP,
    entry: 'steps/listening/probe-presence.ts',
    description: 'Checks every minute that presence can be reported, while a meeting is near.',
    grants: ['meetings:list', 'link-secret:read'],
  },
  ...SERIES_FUNCTIONS,
  forget: {
    ...STEP,
    // The longest that Lambda allows: once a day, for everything that is over.
    timeout: 900,
    entry: 'steps/privacy/forget.ts',
    description: 'Removes names and addresses from meetings and series that are over for longer than they are kept.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'meetings:list'] as const),
      ...(['series:read', 'series:write', 'series:list'] as const),
    ],
  },
  schedule: {
    ...ROUTE,
    entry: 'steps/api/schedule.ts',
    description: 'Schedules a meeting: wake-ups, execution and row, once for each idempotency key.',
    grants: ['meetings:read', 'meetings:write', 'meetings:list', 'wake-ups:arm', 'workflow:start', 'link-secret:read'],
  },
  listMeetings: {
    ...ROUTE,
    entry: 'steps/api/list-meetings.ts',
    description: 'Lists meetings by time, one page for each request.',
    grants: ['meetings:list'],
  },
  getMeeting: {
    ...ROUTE,
    entry: 'steps/api/get-meeting.ts',
    description: 'Returns one meeting, without secrets.',
    grants: ['meetings:read'],
  },
  getActions: {
    ...ROUTE,
    entry: 'steps/api/get-actions.ts',
    description: 'Returns who did what to a meeting.',
    grants: ['meetings:read', 'actions:list'],
  },
  getExecution: {
    ...ROUTE,
    entry: 'steps/api/get-execution.ts',
    description: "Returns the steps that a meeting's execution has run.",
    grants: ['meetings:read', 'workflow:history'],
  },
  getWorkflow: {
    ...ROUTE,
    entry: 'steps/api/get-workflow.ts',
    description: 'Returns the definition of the state machine.',
    grants: ['workflow:definition'],
  },
  changeMeeting: {
    ...ROUTE,
    entry: 'steps/api/change-meeting.ts',
    description:
      'Changes the plan of a meeting; for another time it arms wake-ups, starts an execution and writes the row.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'meetings:list'] as const),
      ...(['wake-ups:arm', 'wake-ups:disarm', 'workflow:start', 'workflow:stop'] as const),
    ],
  },
  cancelMeeting: {
    ...ROUTE,
    entry: 'steps/api/cancel-meeting.ts',
    description: 'Cancels a meeting; repeatable.',
    grants: ['meetings:read', 'meetings:write', 'wake-ups:disarm', 'workflow:stop', 'workflow:succeed'],
  },
  getOverview: {
    ...ROUTE,
    entry: 'steps/api/get-overview.ts',
    description: 'Returns what happened on a day: hosts, outcomes, time to ready, cost and failures.',
    grants: ['meetings:read'],
  },
  getAttendance: {
    ...ROUTE,
    entry: 'steps/api/get-attendance.ts',
    description: 'Returns who came to the meetings of a time, how long, and what their hosts cost.',
    grants: ['meetings:read', 'meetings:list'],
  },
  ...WEBHOOK_FUNCTIONS,
  ...CALENDAR_FUNCTIONS,
  ...MAIL_FUNCTIONS,
  getLinks: {
    ...ROUTE,
    entry: 'steps/api/get-links.ts',
    description: 'Returns the personal links of a meeting, after it recorded that.',
    grants: ['meetings:read', 'meetings:write', 'link-secret:read'],
  },
  revokeLink: {
    ...ROUTE,
    entry: 'steps/api/revoke-link.ts',
    description: 'Revokes the link of one role and returns a new one.',
    grants: ['meetings:read', 'meetings:write', 'link-secret:read'],
  },
  join: {
    ...ROUTE,
    entry: 'steps/api/join.ts',
    description: 'Returns the state of the meeting for a personal link, and the room when it is open.',
    grants: ['meetings:read', 'series:read', 'link-secret:read'],
  },
  presence: {
    ...ROUTE,
    entry: 'steps/api/presence.ts',
    description: 'Records presence, and sends the heartbeat of the execution.',
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed', 'workflow:heartbeat', 'link-secret:read'],
  },
  hostPresence: {
    ...ROUTE,
    entry: 'steps/api/host-presence.ts',
    description: 'Records what a host reports about its room, and sends the heartbeat of the execution.',
    grants: ['meetings:read', 'meetings:write', 'workflow:succeed', 'workflow:heartbeat', 'link-secret:read'],
  },
  giveFeedback: {
    ...ROUTE,
    entry: 'steps/api/give-feedback.ts',
    description: 'Stores what one person says about the meeting.',
    grants: ['meetings:read', 'meetings:write', 'link-secret:read'],
  },
  extendMeeting: {
    ...ROUTE,
    entry: 'steps/api/extend-meeting.ts',
    description: 'Adds minutes before the hard end, once for each idempotency key.',
    grants: ['meetings:read', 'meetings:write', 'link-secret:read'],
  },
  startLate: {
    ...ROUTE,
    entry: 'steps/api/start-late.ts',
    description: 'Moves the start of a launched meeting to which nobody came yet.',
    grants: ['meetings:read', 'meetings:write', 'link-secret:read'],
  },
  endMeeting: {
    ...ROUTE,
    entry: 'steps/api/end-meeting.ts',
    description: 'Ends the meeting for everybody, at the request of the teacher.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'wake-ups:disarm'] as const),
      ...(['workflow:stop', 'workflow:succeed', 'link-secret:read'] as const),
    ],
  },
  authorize: {
    ...ROUTE,
    entry: 'steps/identity/authorize.ts',
    description: 'Says who calls a route of organisers: checks access tokens, and names the API key to check.',
    grants: [],
  },
  health: {
    ...ROUTE,
    entry: 'steps/api/health.ts',
    description: 'Returns 200 and the time of the server.',
    grants: [],
  },
  room: {
    ...ROUTE,
    entry: 'steps/api/room.ts',
    description: 'Redirects to the host of a meeting while its room is open.',
    grants: ['meetings:read'],
  },
  openapi: {
    ...ROUTE,
    entry: 'steps/api/openapi.ts',
    description: 'Returns the OpenAPI document of the API.',
    grants: [],
  },
  renewCertificate: {
    memory: 512,
    // Two challenges, and the authority may be slow.
    timeout: 300,
    entry: 'steps/certificate/renew-certificate.ts',
    description: "Renews the rooms' certificate when it is due, and records how many days it is still valid.",
    grants: ['certificate:read', 'certificate:renew'],
    onlyWith: 'certificate',
  },
  ...IMAGE_FUNCTIONS,
} as const satisfies Record<RouteName, FunctionSpec> & Record<string, FunctionSpec>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
export const specOf = (name: FunctionName): FunctionSpec => FUNCTIONS[name];

/** Functions for every host kind. */
type CommonName = {
  [Name in FunctionName]: (typeof FUNCTIONS)[Name] extends { readonly onlyWith: string } ? never : Name;
}[FunctionName];

/** A value for each deployed function. */
export type ForFunctions<T> = Readonly<Record<CommonName, T> & Partial<Record<FunctionName, T>>>;

/** Names of the functions that a deployment with this host kind has. */
export function deployedFunctions(
  kind: HostKind,
  { mail, images = HOST_KIND_SPECS[kind].image === 'build' }: { readonly mail: boolean; readonly images?: boolean },
): FunctionName[] {
  const has = { certificate: HOST_KIND_SPECS[kind].certificate, mail, images };
  return FUNCTION_NAMES.filter((name) => {
    const { onlyWith } = specOf(name);
    return onlyWith === undefined || has[onlyWith];
  });
}
