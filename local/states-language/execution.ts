import type { Context } from './context.ts';
import { StateFault } from './errors.ts';
import { type EventDetails, type HistoryEvent, type HistoryEventType, withoutTokens } from './history.ts';
import type { Machine, State } from './model.ts';
import { MAX_EVENTS } from './quotas.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A snapshot of an execution. Instants are epoch milliseconds on the workflow's clock. */
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
  /** Absent once the execution is closed. */
  currentState?: string;
  /** As AWS bills them: entered states and retries. */
  transitions: number;
}

export interface Calling {
  readonly kind: 'calling';
  readonly functionArn: string;
  readonly payload: unknown;
  readonly timeoutSeconds: number | undefined;
}

export interface AwaitingToken {
  readonly kind: 'awaitingToken';
  readonly token: string;
  readonly functionArn: string;
  readonly payload: unknown;
  readonly timeoutAt: number | undefined;
  readonly heartbeatMs: number | undefined;
  /** Whether the function has returned. */
  returned: boolean;
}

/** What an execution waits for. Each phase is a new object, so that its identity shows whether a result is late. */
export type Phase =
  | { readonly kind: 'waiting' | 'retryDelay'; readonly until: number }
  | { readonly kind: 'needsToken'; readonly since: number }
  | Calling
  | AwaitingToken
  /** Not started, or closed. */
  | { readonly kind: 'inactive' };

/**
 * Whether events are kept in `history`, and whether they are queued for a listener; without a history, they have no
 * details. They are always counted.
 */
export interface Recording {
  readonly keep: boolean;
  readonly queue: boolean;
}

type ExecutionResult = Pick<EventDetails, 'output' | 'error' | 'cause'>;

export const CLOSING_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

const INACTIVE: Phase = { kind: 'inactive' };

/** `arn:...:stateMachine:NAME` -> `arn:...:execution:NAME:EXECUTION` */
export const executionArnOf = (stateMachineArn: string, executionName: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName}`;

export const executionNameOf = (executionArn: string): string => executionArn.slice(executionArn.lastIndexOf(':') + 1);

/** The data of one execution, without timers or effects. Only `applyEntry` changes it. */
export class Execution implements Context {
  readonly machine: Machine;
  readonly stateMachineArn: string;
  readonly executionName: string;
  readonly executionArn: string;
  readonly executionInput: unknown;
  readonly startedAt: number;

  status: ExecutionStatus = 'RUNNING';
  phase: Phase = INACTIVE;
  state: State | undefined;
  /** The raw input of the state. */
  data: unknown;
  enteredAt = 0;
  /** The number of retries of each retrier, in the current visit to the state. */
  attempts: number[] = [];
  /** The token of the state's current attempt. */
  token: string | undefined;
  /** All tokens of the execution, including earlier attempts. */
  readonly tokens = new Set<string>();
  transitions = 0;
  readonly history: HistoryEvent[] = [];
  /** Events that the listener has not received yet. */
  readonly queuedEvents: HistoryEvent[] = [];
  readonly #recording: Recording;
  #events = 0;
  #stoppedAt: number | undefined;
  #result: ExecutionResult = {};

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
    this.executionArn = executionArnOf(stateMachineArn, name);
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

  /** Adds an event. The last event within the quota is reserved for ExecutionFailed, as observed on AWS. */
  record(type: HistoryEventType, at: number, details: EventDetails = {}): void {
    if (this.#events >= MAX_EVENTS - 1) {
      throw new StateFault(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      );
    }
    this.#add(type, at, details);
  }

  /** Ends the execution; its history, input, result and tokens stay in memory. */
  close(status: keyof typeof CLOSING_EVENTS, at: number, result: ExecutionResult): void {
    this.state = undefined;
    this.data = undefined;
    this.attempts = [];
    this.token = undefined;
    this.phase = INACTIVE;
    this.status = status;
    this.#stoppedAt = at;
    this.#result = result;
    this.#add(CLOSING_EVENTS[status], at, result);
  }

  view(): ExecutionView {
    return {
      executionArn: this.executionArn,
      name: this.executionName,
      status: this.status,
      startedAt: this.startedAt,
      ...(this.#stoppedAt !== undefined && { stoppedAt: this.#stoppedAt }),
      input: this.executionInput,
      ...this.#result,
      ...(this.state && { currentState: this.state.name }),
      transitions: this.transitions,
    };
  }

  #add(type: HistoryEventType, at: number, details: EventDetails): void {
    this.#events += 1;
    const { keep, queue } = this.#recording;
    if (!keep && !queue) return;
    const safe = !keep ? {} : this.tokens.size === 0 ? details : withoutTokens(details, this.tokens);
    const event: HistoryEvent = { id: this.#events, at, type, ...(this.state && { state: this.state.name }), ...safe };
    if (keep) this.history.push(event);
    if (queue) this.queuedEvents.push(event);
  }
}
