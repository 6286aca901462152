import { type TaskFunction } from '../../statemachine/definition.ts';

/** What a scripted step does when it is called. */
export type Reply =
  | { readonly answer: unknown }
  | { readonly error: string }
  /** Never answers: its time-out is the only way out. */
  | 'hang'
  /** Returns, and then signals come for its token, each so many seconds later; none: silence. */
  | { readonly signals: readonly (readonly [after: number, 'success' | 'heartbeat'])[] };

export interface Scenario {
  readonly title: string;
  /** By step, a reply a call; the last one is repeated. */
  readonly script: Readonly<Partial<Record<TaskFunction, readonly Reply[]>>>;
  /** The states that are entered after "Wait until launch". */
  readonly path: readonly string[];
  readonly end: End;
}

export type End = { readonly output: unknown } | { readonly error: string };

const answer = (value: unknown): Reply => ({ answer: value });
const fails = (error: string): Reply => ({ error });

const launched = answer({ waitSeconds: 0 });
const poll = answer({ next: 'POLL', waitSeconds: 0 });
const replace = answer({ next: 'LAUNCH' });
const open = answer({ next: 'OPEN', timeoutSeconds: 3 });
const lookAtOnce = answer({ next: 'DECIDE' });
const giveUp = answer({ next: 'TEAR_DOWN' });
const hold = (timeoutSeconds: number, heartbeatSeconds: number): Reply =>
  answer({ next: 'HOLD', timeoutSeconds, heartbeatSeconds });
const ends = (outcome: string): Reply => answer({ next: 'TEAR_DOWN', outcome });
const gone = (outcome: string): Reply => answer({ next: 'DONE', result: { meetingId: 'm', outcome } });
const going = answer({ next: 'WAIT', waitSeconds: 1 });

const comes: Reply = { signals: [[1, 'success']] };
const silence: Reply = { signals: [] };
const beats = (times: number): Reply => ({
  signals: Array.from({ length: times }, () => [1, 'heartbeat'] as const),
});

const succeeds = (outcome: string): End => ({ output: { meetingId: 'm', outcome } });

const [LAUNCH, BOOT, CHECK, READY] = ['Launch host', 'Wait for host', 'Check host', 'Host ready?'];
const [OPEN, LOOK, HOLD_ON, HOLD, PAUSE] = [
  'Open room',
  'Decide',
  'Continue?',
  'Hold meeting',
  'Pause before deciding again',
];
const [DOWN, GONE, GOING, OVER] = ['Tear down', 'Host gone?', 'Wait for end of host', 'Meeting over'];
const [FAILED, BEFORE, BROKEN] = ['Meeting failed', 'Failed before?', 'Tear-down failed'];

const BOOTED = [LAUNCH, BOOT, CHECK, READY];
const LOOKS = [LOOK, HOLD_ON];
const ENDS = [DOWN, GONE, OVER];
const ENDS_FAILED = [DOWN, GONE, FAILED];

/** A script for a meeting that goes well, of which a scenario changes what it is about. */
const WELL: Scenario['script'] = {
  launchHost: [launched],
  checkHost: [open],
  openRoom: [comes],
  decide: [hold(5, 3), ends('COMPLETED')],
  holdMeeting: [comes],
  tearDown: [gone('COMPLETED')],
};
const ATTENDED = [...BOOTED, OPEN, ...LOOKS, HOLD, ...LOOKS, ...ENDS];

const scenario = (title: string, updateMeeting: Scenario['script'], path: readonly string[], end: End): Scenario => ({
  title,
  script: { ...WELL, ...updateMeeting },
  path,
  end,
});

/** Every road through the workflow, with steps that say what the script says. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('both come, stay and the teacher ends it', {}, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'the host takes three polls to be healthy',
    { checkHost: [poll, poll, open] },
    [...BOOTED, BOOT, CHECK, READY, BOOT, CHECK, READY, OPEN, ...LOOKS, HOLD, ...LOOKS, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'nobody comes',
    { openRoom: [silence], decide: [ends('NO_SHOW')], tearDown: [gone('NO_SHOW')] },
    [...BOOTED, OPEN, ...LOOKS, ...ENDS],
    succeeds('NO_SHOW'),
  ),
  scenario(
    'one comes, goes silent, is waited for and comes again',
    { decide: [hold(4, 1), hold(5, 3), ends('COMPLETED')], holdMeeting: [silence, comes] },
    [...BOOTED, OPEN, ...LOOKS, HOLD, ...LOOKS, HOLD, ...LOOKS, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'everybody has left: the heartbeat is missed',
    { decide: [hold(9, 2), ends('COMPLETED')], holdMeeting: [silence] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'heartbeats keep it going until the hard end',
    { decide: [hold(4, 2), ends('TIME_LIMIT')], holdMeeting: [beats(5)], tearDown: [gone('TIME_LIMIT')] },
    ATTENDED,
    succeeds('TIME_LIMIT'),
  ),
  scenario(
    'heartbeats, and then the end by the teacher',
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
    'cancelled while nobody is there yet',
    { decide: [ends('CANCELLED')], tearDown: [gone('CANCELLED')] },
    [...BOOTED, OPEN, ...LOOKS, ...ENDS],
    succeeds('CANCELLED'),
  ),
  scenario(
    'the deadline is past when the room opens',
    { checkHost: [lookAtOnce], decide: [ends('NO_SHOW')], tearDown: [gone('NO_SHOW')] },
    [...BOOTED, ...LOOKS, ...ENDS],
    succeeds('NO_SHOW'),
  ),
  scenario(
    'an answer that no choice knows leads to tear-down',
    { checkHost: [answer({ next: 'NOVELTY' })], tearDown: [gone('CANCELLED')] },
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
    'the second host, too, is never healthy',
    { checkHost: [replace, fails('HostNeverHealthy')], tearDown: [gone('FAILED')] },
    [...BOOTED, LAUNCH, BOOT, CHECK, ...ENDS_FAILED],
    { error: 'HostNeverHealthy' },
  ),
  scenario(
    'a net ends it while the host boots',
    { checkHost: [fails('MeetingFailed')], tearDown: [gone('FAILED')] },
    [LAUNCH, BOOT, CHECK, ...ENDS_FAILED],
    { error: 'MeetingFailed' },
  ),
  scenario('no capacity at first', { launchHost: [fails('NoCapacity'), launched] }, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'no capacity in the end',
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
    'each retrier counts for itself',
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
    'the launch breaks once, and its function crashes once',
    { launchHost: [fails('TypeError'), fails('Runtime.ExitError'), launched] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario('a function that hangs is called again', { checkHost: ['hang', open] }, ATTENDED, succeeds('COMPLETED')),
  scenario(
    'a function that always hangs is an error like any other',
    { launchHost: ['hang'], tearDown: [gone('FAILED')] },
    [LAUNCH, ...ENDS_FAILED],
    { error: 'States.Timeout' },
  ),
  scenario(
    'the host is lost',
    { decide: [hold(9, 5), fails('HostLost')], tearDown: [gone('FAILED')] },
    [...BOOTED, OPEN, ...LOOKS, HOLD, LOOK, ...ENDS_FAILED],
    { error: 'HostLost' },
  ),
  scenario(
    'a look that fails is repeated',
    { decide: [fails('Contention'), hold(5, 3), ends('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'blindness for an hour throws nobody out',
    { decide: [fails('Blind'), fails('Blind'), fails('Blind'), hold(5, 3), ends('COMPLETED')] },
    [...BOOTED, OPEN, LOOK, PAUSE, ...LOOKS, HOLD, ...LOOKS, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a room whose opening breaks once opens',
    { openRoom: [fails('Contention'), comes] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'a room that cannot be opened is looked at after a pause',
    { openRoom: [fails('Contention')] },
    [...BOOTED, OPEN, PAUSE, ...LOOKS, HOLD, ...LOOKS, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a hold that cannot begin does not spin',
    { holdMeeting: [fails('Contention')] },
    [...BOOTED, OPEN, ...LOOKS, HOLD, PAUSE, ...LOOKS, ...ENDS],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a hold whose function hangs ends by its time-out',
    { holdMeeting: ['hang'], decide: [hold(3, 2), ends('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'the host takes its time to go',
    { tearDown: [going, going, gone('COMPLETED')] },
    [...ATTENDED.slice(0, -1), GOING, DOWN, GONE, GOING, DOWN, GONE, OVER],
    succeeds('COMPLETED'),
  ),
  scenario(
    'a tear-down that fails is repeated',
    { tearDown: [fails('Throttled'), gone('COMPLETED')] },
    ATTENDED,
    succeeds('COMPLETED'),
  ),
  scenario(
    'a failed launch stays the error while the host takes its time to go',
    { launchHost: [fails('NoCapacity')], tearDown: [going, gone('FAILED')] },
    [LAUNCH, DOWN, GONE, GOING, DOWN, GONE, FAILED],
    { error: 'NoCapacity' },
  ),
  scenario(
    'a tear-down that fails for good is the error of a meeting that went well',
    { tearDown: [fails('Forbidden')] },
    [...ATTENDED.slice(0, -2), BEFORE, BROKEN],
    { error: 'Forbidden' },
  ),
  scenario(
    'a tear-down that fails for good does not hide the first error',
    { launchHost: [fails('NoCapacity')], tearDown: [fails('Forbidden')] },
    [LAUNCH, DOWN, BEFORE, FAILED],
    { error: 'NoCapacity' },
  ),
];

/** What of a run two engines must have in common. */
export interface Played {
  readonly path: readonly string[];
  readonly end: End;
  /** How often each step was called: retries that the path does not show. */
  readonly calls: Readonly<Record<string, number>>;
}

/** Gives out the replies of a script, and counts. */
export class Script {
  readonly calls: Record<string, number> = {};
  constructor(private readonly script: Scenario['script']) {}

  next(step: TaskFunction): Reply {
    const call = (this.calls[step] ?? 0) + 1;
    this.calls[step] = call;
    const reply = this.script[step]?.[call - 1] ?? this.script[step]?.at(-1);
    if (reply === undefined) throw new RangeError(`the script has nothing for ${step}`);
    return reply;
  }
}
