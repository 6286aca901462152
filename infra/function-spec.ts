/** What a function may do, named after the ports. `constructs/grants.ts` has the statements. */
export type Grant =
  | `meetings:${'read' | 'write' | 'list'}`
  | 'slots:change'
  | 'days:add'
  | `ready-times:${'read' | 'write'}`
  | `series:${'read' | 'write' | 'list' | 'untold' | 'fill'}`
  | `actions:${'save' | 'list'}`
  | 'outbox:list'
  | 'mail:send'
  | `webhooks:${'read' | 'write'}`
  | `calendars:${'read' | 'write'}`
  | `events:${'read' | 'save'}`
  | `deliveries:${'read' | 'save' | 'list' | 'start'}`
  | `hosts:${'describe' | 'launch' | 'end' | 'clean'}`
  | 'builds:launch'
  | `images:${'describe' | 'create' | 'publish' | 'remove'}`
  | `workflow:${'definition' | 'history' | 'start' | 'stop' | 'succeed' | 'heartbeat'}`
  | `wake-ups:${'arm' | 'disarm'}`
  | `addresses:${'publish' | 'remove'}`
  | `certificate:${'read' | 'renew'}`
  | 'health:probe'
  | 'link-secret:read';

/** One Lambda function. Its environment follows from what its handler reads: see `environment.ts`. */
export interface FunctionSpec {
  /** Path of the module that exports `handler`, relative to the project. */
  readonly entry: string;
  /** One sentence for the console and the reference. */
  readonly description: string;
  /** MiB. CPU is proportional to it, and CPU decides the start time: 512 for most functions, more with the EC2 client. */
  readonly memory: number;
  /** Seconds: of a step less than the workflow's 90 s for a call, of a route less than API Gateway's 29 s. */
  readonly timeout: number;
  readonly grants: readonly Grant[];
  /** The function is deployed only for host kinds with a certificate, or only if the deployment sends mail or builds images. */
  readonly onlyWith?: 'certificate' | 'mail' | 'images';
}

/** The EC2 client is large, and EC2 responds slowly. */
export const EC2_STEP = { memory: 1024, timeout: 60 };
/** Memory and time-out of most steps and of most routes. */
export const STEP = { memory: 512, timeout: 30 };
export const ROUTE = { memory: 512, timeout: 15 };

/** Grants of steps that decide, and of the step that also records what it saw. */
export const ROW = ['meetings:read', 'meetings:write'] as const satisfies readonly Grant[];
export const READY_TIMES = ['ready-times:read', 'ready-times:write'] as const satisfies readonly Grant[];
