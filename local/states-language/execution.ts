import type { Context } from './context.ts';
import { StateFault } from './errors.ts';
import { type EventDetails, type HistoryEvent, type HistoryEventType, withoutTokens } from './history.ts';
import type { Machine, State } from './model.ts';
import { MAX_EVENTS } from './quotas.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is known of an execution. Instants are epoch milliseconds on the workflow's clock. */
export interface ExecutionView {
  executionArn: string;
  name: string;
  status: ExecutionStatus;
  startedAt: number;
  stoppedAt?: number;
  input: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** The state a running execution is in. */
  currentState?: string;
  /** As AWS bills them: states entered, and retries. */
  transitions: number;
}

/** A function that was called and has not answered yet. */
export interface Calling {
  readonly kind: 'calling';
  readonly functionArn: string;
  readonly payload: unknown;
  readonly timeoutSeconds: number | undefined;
}

/** A task that somebody completes with a token. */
export interface Awaiting {
  readonly kind: 'awaiting';
  readonly token: string;
  readonly functionArn: string;
  readonly payload: unknown;
  readonly timeoutAt: number | undefined;
  readonly heartbeatMs: number | undefined;
  /** Whether the function has answered. */
  returned: boolean;
}

/** What a running execution waits for. A new object for every new phase: an answer to an older one is recognised by identity. */
export type Phase =
  | { readonly kind: 'waiting' | 'delayed'; readonly until: number }
  | { readonly kind: 'unissued'; readonly since: number }
  | Calling
  | Awaiting
  /** Not begun, or closed. */
  | { readonly kind: 'nothing' };

/** What becomes of events: kept in `history`, gathered in `fresh` for somebody who listens, or only counted. */
export interface Recording {
  readonly keep: boolean;
  readonly gather: boolean;
}

type Ending = Pick<EventDetails, 'output' | 'error' | 'cause'>;

const ENDINGS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

const NOTHING: Phase = { kind: 'nothing' };

/** One execution: its data, without timers or effects. Changed by `apply` alone. */
export class Execution implements Context {
  readonly machine: Machine;
  readonly stateMachineArn: string;
  readonly executionName: string;
  readonly executionArn: string;
  readonly executionInput: unknown;
  readonly startedAt: number;

  status: ExecutionStatus = 'RUNNING';
  phase: Phase = NOTHING;
  state: State | undefined;
  /** The raw input of the state. */
  data: unknown;
  enteredAt = 0;
  /** Retries so far of each retrier of the state. */
  attempts: number[] = [];
  /** The token of the state's current attempt. */
  token: string | undefined;
  /** Every token ever issued here. */
  readonly tokens = new Set<string>();
  transitions = 0;
  readonly history: HistoryEvent[] = [];
  /** Events that nobody has been told of yet. */
  readonly fresh: HistoryEvent[] = [];
  readonly #recording: Recording;
  #events = 0;
  #stoppedAt: number | undefined;
  #ending: Ending = {};

  constructor(
    machine: Machine,
    stateMachineArn: string,
    name: string,
    { input, at }: { input: unknown; at: number },
    recording: Recording,
  ) {
    this.machine = machine;
    this.stateMachineArn = stateMachineArn;
    this.executionName = name;
    // arn:...:stateMachine:NAME -> arn:...:execution:NAME:EXECUTION
    this.executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    this.executionInput = input;
    this.startedAt = at;
    this.#recording = recording;
  }

  get stateName(): string {
    return this.state?.name ?? '';
  }

  get retryCount(): number {
    let count = 0;
    for (const attempts of this.attempts) count += attempts;
    return count;
  }

  enter(state: State, data: unknown, at: number): void {
    this.state = state;
    this.data = data;
    this.enteredAt = at;
    this.attempts = [];
    this.transitions += 1;
    this.record(`${state.type}StateEntered`, at, { input: data });
  }

  /** Adds an event; the last that the quota allows is kept for the failure (seen on AWS: event 25,000 is ExecutionFailed). */
  record(type: HistoryEventType, at: number, details: EventDetails = {}): void {
    if (this.#events >= MAX_EVENTS - 1) {
      throw new StateFault(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      );
    }
    this.#add(type, at, details);
  }

  /** Ends the execution; only its history, input, output and the names of its tokens stay in memory. */
  close(status: keyof typeof ENDINGS, at: number, ending: Ending): void {
    this.state = undefined;
    this.data = undefined;
    this.attempts = [];
    this.token = undefined;
    this.phase = NOTHING;
    this.status = status;
    this.#stoppedAt = at;
    this.#ending = ending;
    this.#add(ENDINGS[status], at, ending);
  }

  view(): ExecutionView {
    return {
      executionArn: this.executionArn,
      name: this.executionName,
      status: this.status,
      startedAt: this.startedAt,
      ...(this.#stoppedAt !== undefined && { stoppedAt: this.#stoppedAt }),
      input: this.executionInput,
      ...this.#ending,
      ...(this.state && { currentState: this.state.name }),
      transitions: this.transitions,
    };
  }

  #add(type: HistoryEventType, at: number, details: EventDetails): void {
    this.#events += 1;
    const { keep, gather } = this.#recording;
    if (!keep && !gather) return;
    const safe = this.tokens.size === 0 ? details : withoutTokens(details, this.tokens);
    const event: HistoryEvent = { id: this.#events, at, type, ...(this.state && { state: this.state.name }), ...safe };
    if (keep) this.history.push(event);
    if (gather) this.fresh.push(event);
  }
}
