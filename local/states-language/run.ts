import type { AwaitingToken, Calling, Execution, ExecutionView, Phase } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { JournalUnavailable } from './errors.ts';
import { applyEntry } from './interpreter.ts';
import type { Journal, JournalEntry, TimeOut } from './journal.ts';
import { exceedsPayloadQuota, MAX_PAYLOAD_BYTES } from './quotas.ts';

export interface Timer {
  cancel(): void;
}

/**
 * A clock in epoch milliseconds, and timers on it. `at` never calls `run` synchronously, even for an instant in the past.
 * Instants can be more than 24.8 days ahead, the limit of setTimeout.
 */
export interface Timers {
  now(): number;
  at(instantMs: number, run: () => void): Timer;
}

/**
 * Calls a function and returns its result: JSON data that does not change afterwards (undefined becomes null). A rejection
 * is the function's error; Retry and Catch match its `name`. `timeoutSeconds` is the limit for the call.
 */
export type InvokeFunction = (
  functionArn: string,
  payload: unknown,
  call: { executionName: string; state: string; timeoutSeconds?: number },
) => Promise<unknown>;

export interface RunPorts {
  readonly timers: Timers;
  readonly callTimers: Timers;
  readonly invoke: InvokeFunction;
  readonly random: (executionName: string) => number;
  readonly newToken: () => string;
  readonly journal: Journal | undefined;
  readonly onChange: ((execution: ExecutionView, event: HistoryEvent) => void) | undefined;
  /** Called before the token is passed to a function. */
  readonly onTokenIssued: (token: string, run: Run) => void;
}

/** Milliseconds until an entry that the journal refused is written again. */
const TRY_AGAIN_AFTER = 1_000;

/** Returns a thrown value as Lambda's Node.js runtime reports it. */
function toTaskError(thrown: unknown): { error: string; cause: string } {
  const isError = thrown instanceof Error;
  const errorType = isError ? thrown.name : typeof thrown;
  const errorMessage = isError ? thrown.message : String(thrown);
  return { error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace: [] }) };
}

/** Drives one execution: starts the timers and calls of each phase, and turns their results into journal entries. */
export class Run {
  readonly execution: Execution;
  readonly #ports: RunPorts;
  /** Timers of the current phase. */
  #timers: Timer[] = [];
  #heartbeat: Timer | undefined;
  /** When the task times out without another heartbeat. The timer can fire earlier. */
  #heartbeatDue = 0;
  /** Timer of the state machine's own TimeoutSeconds. */
  #expiry: Timer | undefined;

  constructor(ports: RunPorts, execution: Execution) {
    this.#ports = ports;
    this.execution = execution;
  }

  get now(): number {
    return this.#ports.timers.now();
  }

  /** Writes an entry to the journal, applies it, and starts the next phase. */
  commit(entry: JournalEntry): void {
    const { execution } = this;
    const before = execution.phase;
    this.#ports.journal?.append(execution.executionName, entry);
    applyEntry(execution, entry);
    if (execution.phase !== before) this.#startPhase(execution.phase);
    this.#notify();
  }

  /** Starts the current phase, and the timer of the whole execution. For a new or a recovered execution. */
  resume(): void {
    const { execution } = this;
    const { timeoutSeconds } = execution.machine;
    if (execution.status === 'RUNNING' && timeoutSeconds !== undefined) {
      const expire = (): void =>
        this.#persist(
          () => this.commit({ kind: 'expired', at: this.now }),
          (again) => (this.#expiry = again),
        );
      this.#expiry = this.#ports.timers.at(execution.startedAt + timeoutSeconds * 1000, expire);
    }
    this.#startPhase(execution.phase);
    this.#notify();
  }

  stop(error?: string, cause?: string): void {
    this.commit({
      kind: 'stopped',
      at: this.now,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }

  succeed(output: unknown): void {
    this.commit({ kind: 'succeeded', at: this.now, state: this.execution.stateName, output });
  }

  fail(error: string, cause: string): void {
    this.commit({
      kind: 'failed',
      at: this.now,
      state: this.execution.stateName,
      error,
      cause,
      draw: this.#draw(),
    });
  }

  /** Restarts the heartbeat timer. Heartbeats are not recorded in the journal or the history. */
  heartbeat({ heartbeatMs }: AwaitingToken): void {
    if (heartbeatMs === undefined) return;
    this.#heartbeatDue = this.now + heartbeatMs;
    if (!this.#heartbeat) this.#watchHeartbeat();
  }

  /** Sets one timer again and again, not one for each heartbeat: presence sends hundreds of them. */
  #watchHeartbeat(): void {
    this.#heartbeat = this.#ports.timers.at(this.#heartbeatDue, () => {
      if (this.now >= this.#heartbeatDue) this.#timeOut('States.HeartbeatTimeout');
      else this.#watchHeartbeat();
    });
  }

  #timeOut(error: TimeOut): void {
    const { stateName: state } = this.execution;
    this.#persist(() => this.commit({ kind: 'timedOut', at: this.now, state, error, draw: this.#draw() }));
  }

  /** Writes what no caller waits for. While the journal is unavailable, tries again until the phase ends otherwise. */
  #persist(write: () => void, keep: (again: Timer) => void = (again) => this.#timers.push(again)): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof JournalUnavailable)) throw error;
      const { callTimers } = this.#ports;
      keep(callTimers.at(callTimers.now() + TRY_AGAIN_AFTER, () => this.#persist(write, keep)));
    }
  }

  #draw(): number {
    return this.#ports.random(this.execution.executionName);
  }

  // Runs after the effects, so that the listener gets the new state. Keeps the order when a listener causes more events.
  #notify(): void {
    const { onChange } = this.#ports;
    const { queuedEvents } = this.execution;
    for (let event = queuedEvents.shift(); event !== undefined; event = queuedEvents.shift())
      onChange?.(this.execution.view(), event);
  }

  #cancelTimers(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    this.#heartbeat?.cancel();
    this.#heartbeat = undefined;
  }

  #startPhase(phase: Phase): void {
    this.#cancelTimers();
    const { timers, callTimers, newToken, onTokenIssued } = this.#ports;
    const state = this.execution.stateName;
    switch (phase.kind) {
      case 'waiting':
      case 'retryDelay':
        this.#timers.push(
          timers.at(phase.until, () => this.#persist(() => this.commit({ kind: 'elapsed', at: this.now, state }))),
        );
        return;
      case 'calling':
        if (phase.timeoutSeconds !== undefined) {
          const deadline = callTimers.now() + phase.timeoutSeconds * 1000;
          this.#timers.push(callTimers.at(deadline, () => this.#timeOut('States.Timeout')));
        }
        void this.#call(phase);
        return;
      case 'needsToken': {
        const token = newToken();
        onTokenIssued(token, this);
        this.#persist(() => this.commit({ kind: 'issued', at: this.now, state, token }));
        return;
      }
      case 'awaitingToken':
        if (phase.timeoutAt !== undefined)
          this.#timers.push(timers.at(phase.timeoutAt, () => this.#timeOut('States.Timeout')));
        this.heartbeat(phase);
        if (!phase.returned) void this.#call(phase);
        return;
      case 'inactive':
        this.#expiry?.cancel();
    }
  }

  /** Calls the function of a task. A result that arrives after the phase has ended is discarded. */
  async #call(phase: Calling | AwaitingToken): Promise<void> {
    const result = await this.#invoke(phase);
    if (this.execution.phase !== phase) return;
    const { stateName: state } = this.execution;
    this.#persist(() => {
      if ('error' in result) this.fail(result.error, result.cause);
      else if (phase.kind === 'awaitingToken') this.commit({ kind: 'returned', at: this.now, state });
      else this.succeed(result.output);
    });
  }

  async #invoke(phase: Calling | AwaitingToken): Promise<{ output: unknown } | { error: string; cause: string }> {
    const { executionName, stateName: state } = this.execution;
    const timeoutSeconds = phase.kind === 'calling' ? phase.timeoutSeconds : undefined;
    try {
      const output =
        (await this.#ports.invoke(phase.functionArn, phase.payload, {
          executionName,
          state,
          ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        })) ?? null;
      if (!exceedsPayloadQuota(output)) return { output };
      return { error: 'States.DataLimitExceeded', cause: `The result exceeds ${MAX_PAYLOAD_BYTES} bytes.` };
    } catch (thrown) {
      return toTaskError(thrown);
    }
  }
}
