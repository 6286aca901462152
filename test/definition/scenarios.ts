import type { TaskFunction } from '../../statemachine/meeting.ts';

/** The reply of a scripted step to one call. */
export type Reply =
  | { readonly result: unknown }
  | { readonly error: string }
  /** The step never returns; only the time-out ends the call. */
  | 'hang'
  /** The step returns. Then signals with its token follow, each `after` seconds after the previous one. */
  | { readonly signals: readonly (readonly [after: number, 'success' | 'heartbeat'])[] };

export interface Scenario {
  readonly title: string;
  /** For each step, one reply per call. The last reply repeats. */
  readonly script: Readonly<Partial<Record<TaskFunction, readonly Reply[]>>>;
  /** The states that the execution enters after "Wait until launch". */
  readonly path: readonly string[];
  readonly end: End;
}

export type End = { readonly output: unknown } | { readonly error: string };

const returns = (value: unknown): Reply => ({ result: value });
const fails = (error: string): Reply => ({ error });

const launched = returns({ waitSeconds: 0 });
const poll = returns({ next: 'POLL', waitSeconds: 0 });
const replace = returns({ next: 'LAUNCH' });
const open = returns({ next: 'OPEN', timeoutSeconds: 3 });
const decideAtOnce = returns({ next: 'DECIDE' });
const giveUp = returns({ next: 'TEAR_DOWN' });
const hold = (timeoutSeconds: number, heartbeatSeconds: number): Reply =>
  returns({ next: 'HOLD', timeoutSeconds, heartbeatSeconds });
const ends = (outcome: string): Reply => returns({ next: 'TEAR_DOWN', outcome });
const gone = (outcome: string): Reply => returns({ next: 'DONE', result: { meetingId: 'm', outcome } });
const going = returns({ next: 'WAIT', waitSeconds: 1 });

const joins: Reply = { signals: [[1, 'success']] };
const silence: Reply = { signals: [] };
const beats = (times: number): Reply => ({
  signals: Array.from({ length: times }, () => [1, 'heartbeat'] as const),
});

const succeeds = (outcome: string): End => ({ output: { meetingId: 'm', outcome } });

const [LAUNCH, BOOT, CHECK, READY] = ['Launch host', 'Wait for host', 'Check host', 'Host ready?'];
const [OPEN, DECIDE, CONTINUE, HOLD, PAUSE] = [
  'Open room',
  'Decide',
  'Continue?',
  'Hold meeting',
  'Pause before deciding again',
];
const [DOWN, GONE, WAIT_GONE, OVER] = ['Tear down', 'Host gone?', 'Wait for end of host', 'Meeting over'];
const [FAILED, BEFORE, BROKEN] = ['Meeting failed', 'Failed before?', 'Tear-down failed'];

const BOOTED = [LAUNCH, BOOT, CHECK, READY];
const DECIDES = [DECIDE, CONTINUE];
const ENDS = [DOWN, GONE, OVER];
const ENDS_FAILED = [DOWN, GONE, FAILED];

/** The script of a meeting without faults; a scenario overrides parts of it. */
const WELL: Scenario['script'] = {
  launchHost: [launched],
  checkHost: [open],
  openRoom: [joins],
  decide: [hold(5, 3), ends('COMPLETED')],
  holdMeeting: [joins],
  tearDown: [gone('COMPLETED')],
};
const ATTENDED = [...BOOTED, OPEN, ...DECIDES, HOLD, ...DECIDES, ...ENDS];

const scenario = (title: string, changes: Scenario['script'], path: readonly string[], end: End): Scenario => ({
  title,
  script: { ...WELL, ...changes },
  path,
  end,
});

/** Together, these enter every state and use every transition. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('both join, and the teacher ends the meeting', {}, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'the host is healthy at the third poll',
    { checkHost: [poll, poll, open] },
    [...BOOTED, BOOT, CHECK, READY, BOOT, CHECK, READY, OPEN, ...DECIDES, HOLD, ...DECIDES, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'nobody joins',
    { openRoom: [silence], decide: [ends('NO_SHOW')], tearDown: [gone('NO_SHOW')] },
    [...BOOTED, OPEN, ...DECIDES, ...ENDS],
    succeeds('NO_SHOW'),
  ),
  scenario(
    'one person joins, loses the connection and comes back within the grace',
    { decide: [hold(4, 1), hold(5, 3), ends('COMPLETED')], holdMeeting: [silence, joins] },
    [...BOOTED, OPEN, ...DECIDES, HOLD, ...DECIDES, HOLD, ...DECIDES, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'everybody has left, so the heartbeat is missed',
    { decide: [hold(9, 2), ends('COMPLETED')], holdMeeting: [silence] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'heartbeats keep the meeting open until the hard end',
    { decide: [hold(4, 2), ends('TIME_LIMIT')], holdMeeting: [beats(5)], tearDown: [gone('TIME_LIMIT')] },
    ATTENDED,
    succeeds('TIME_LIMIT'),
  ),
  scenario(
    'one of the two never comes to a meeting that needs both: it ends with the attendance window, in spite of heartbeats',
    { decide: [hold(4, 2), ends('PARTIAL_NO_SHOW')], holdMeeting: [beats(5)], tearDown: [gone('PARTIAL_NO_SHOW')] },
    ATTENDED,
    succeeds('PARTIAL_NO_SHOW'),
  ),
  scenario(
    'the teacher ends the meeting after some heartbeats',
    {
      decide: [hold(9, 2), ends('COMPLETED')],
      holdMeeting: [
        {
          signals: [
            [1, 'heartbeat'],
            [1, 'heartbeat'],
            [1, 'success'],
          ],
        },
      ],
    },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'cancelled while the host boots',
    { checkHost: [giveUp], tearDown: [gone('CANCELLED')] },
    [...BOOTED, ...ENDS],
    succeeds('CANCELLED'),
  ),
  scenario(
    'cancelled before anybody joins',
    { decide: [ends('CANCELLED')], tearDown: [gone('CANCELLED')] },
    [...BOOTED, OPEN, ...DECIDES, ...ENDS],
    succeeds('CANCELLED'),
  ),
  scenario(
    'the attendance deadline is past when the host is ready',
    { checkHost: [decideAtOnce], decide: [ends('NO_SHOW')], tearDown: [gone('NO_SHOW')] },
    [...BOOTED, ...DECIDES, ...ENDS],
    succeeds('NO_SHOW'),
  ),
  scenario(
    'an unknown result leads to tear-down',
    { checkHost: [returns({ next: 'NOVELTY' })], tearDown: [gone('CANCELLED')] },
    [...BOOTED, ...ENDS],
    succeeds('CANCELLED'),
  ),
  scenario(
    'the first host is replaced',
    { checkHost: [replace, open] },
    [...BOOTED, ...ATTENDED],
    succeeds('COMPLETED'),
  ),
  scenario(
    'the second host is never healthy either',
    { checkHost: [replace, fails('HostNeverHealthy')], tearDown: [gone('FAILED')] },
    [...BOOTED, LAUNCH, BOOT, CHECK, ...ENDS_FAILED],
    { error: 'HostNeverHealthy' },
  ),
  scenario(
    'a safety net ends the meeting while the host boots',
    { checkHost: [fails('MeetingFailed')], tearDown: [gone('FAILED')] },
    [LAUNCH, BOOT, CHECK, ...ENDS_FAILED],
    { error: 'MeetingFailed' },
  ),
  scenario('no capacity at first', { launchHost: [fails('NoCapacity'), launched] }, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'no capacity until the retries end',
    { launchHost: [fails('NoCapacity')], tearDown: [gone('FAILED')] },
    [LAUNCH, ...ENDS_FAILED],
    { error: 'NoCapacity' },
  ),
  scenario(
    'throttled by EC2, then by Lambda, then launched',
    { launchHost: [fails('Throttled'), fails('Lambda.TooManyRequestsException'), launched] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'each retrier has its own count',
    { launchHost: [fails('NotAccepted'), fails('Throttled'), fails('NotAccepted'), fails('NoCapacity'), launched] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'never accepted',
    { launchHost: [fails('NotAccepted')], tearDown: [gone('FAILED')] },
    [LAUNCH, ...ENDS_FAILED],
    { error: 'NotAccepted' },
  ),
  scenario(
    'the launch fails once, and its function crashes once',
    { launchHost: [fails('TypeError'), fails('Runtime.ExitError'), launched] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario('a function that hangs is called again', { checkHost: ['hang', open] }, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'a function that always hangs ends the meeting as FAILED',
    { launchHost: ['hang'], tearDown: [gone('FAILED')] },
    [LAUNCH, ...ENDS_FAILED],
    { error: 'States.Timeout' },
  ),
  scenario(
    'the host is lost',
    { decide: [hold(9, 5), fails('HostLost')], tearDown: [gone('FAILED')] },
    [...BOOTED, OPEN, ...DECIDES, HOLD, DECIDE, ...ENDS_FAILED],
    { error: 'HostLost' },
  ),
  scenario(
    'a failed decision is repeated',
    { decide: [fails('Contention'), hold(5, 3), ends('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'while decisions fail for an hour, people stay in the room',
    { decide: [fails('Blind'), fails('Blind'), fails('Blind'), hold(5, 3), ends('COMPLETED')] },
    [...BOOTED, OPEN, DECIDE, PAUSE, ...DECIDES, HOLD, ...DECIDES, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'an opening that fails once is repeated',
    { openRoom: [fails('Contention'), joins] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'an opening that always fails leads to a pause and a decision',
    { openRoom: [fails('Contention')] },
    [...BOOTED, OPEN, PAUSE, ...DECIDES, HOLD, ...DECIDES, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a hold that always fails leads to a pause before each decision',
    { holdMeeting: [fails('Contention')] },
    [...BOOTED, OPEN, ...DECIDES, HOLD, PAUSE, ...DECIDES, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a hold whose function hangs ends with its time-out',
    { holdMeeting: ['hang'], decide: [hold(3, 2), ends('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'the host needs some time to terminate',
    { tearDown: [going, going, gone('COMPLETED')] },
    [...ATTENDED.slice(0, -1), WAIT_GONE, DOWN, GONE, WAIT_GONE, DOWN, GONE, OVER],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a failed tear-down is repeated',
    { tearDown: [fails('Throttled'), gone('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'the error of a failed launch is kept while the host terminates',
    { launchHost: [fails('NoCapacity')], tearDown: [going, gone('FAILED')] },
    [LAUNCH, DOWN, GONE, WAIT_GONE, DOWN, GONE, FAILED],
    { error: 'NoCapacity' },
  ),
  scenario(
    'a tear-down that always fails ends a completed meeting with its error',
    { tearDown: [fails('Forbidden')] },
    [...ATTENDED.slice(0, -2), BEFORE, BROKEN],
    { error: 'Forbidden' },
  ),
  scenario(
    'a tear-down that always fails does not hide the first error',
    { launchHost: [fails('NoCapacity')], tearDown: [fails('Forbidden')] },
    [LAUNCH, DOWN, BEFORE, FAILED],
    { error: 'NoCapacity' },
  ),
];

/** The result of a scenario; equal on every engine. */
export interface RunResult {
  readonly path: readonly string[];
  readonly end: End;
  /** Number of calls of each step, including retries, which the path does not show. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Returns the replies of a script and counts the calls. */
export class Script {
  readonly calls: Record<string, number> = {};
  constructor(private readonly script: Scenario['script']) {}

  next(step: TaskFunction): Reply {
    const call = (this.calls[step] ?? 0) + 1;
    this.calls[step] = call;
    const reply = this.script[step]?.[call - 1] ?? this.script[step]?.at(-1);
    if (reply === undefined) throw new RangeError(`the script has no reply for ${step}`);
    return reply;
  }
}
