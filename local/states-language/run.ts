import type { Awaiting, Calling, Execution, ExecutionView, Phase } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { apply } from './interpreter.ts';
import type { Journal, JournalEntry, TimeOut } from './journal.ts';
import { tooLarge } from './json.ts';
import { MAX_PAYLOAD_BYTES } from './quotas.ts';

export interface Timer {
  cancel(): void;
}

/**
 * Epoch milliseconds on a clock, and timers on it. `run` is called later, never within `at`, also for an instant that is past.
 * An instant may be any time ahead (setTimeout's 24.8 days are the implementer's concern).
 */
export interface Timers {
  now(): number;
  at(instantMs: number, run: () => void): Timer;
}

/**
 * Calls a function and answers its result, which must be JSON data that nobody changes afterwards (undefined becomes null).
 * A rejection is the function's error: its `name` is what Retry and Catch match. `timeoutSeconds` is how long the answer is waited for.
 */
export type InvokeFunction = (
  functionArn: string,
  payload: unknown,
  call: { executionName: string; state: string; timeoutSeconds?: number },
) => Promise<unknown>;

/** What a run needs of the world around it. */
export interface World {
  readonly timers: Timers;
  readonly callTimers: Timers;
  readonly invoke: InvokeFunction;
  readonly random: (executionName: string) => number;
  readonly newToken: () => string;
  readonly journal: Journal | undefined;
  readonly onChange: ((execution: ExecutionView, event: HistoryEvent) => void) | undefined;
  /** Called before a new token is used, so that an answer to it finds its run. */
  readonly issued: (token: string, run: Run) => void;
}

/** A thrown value as Lambda's Node.js runtime reports it. */
function thrownBy(thrown: unknown): { error: string; cause: string } {
  const isError = thrown instanceof Error;
  const errorType = isError ? thrown.name : typeof thrown;
  const errorMessage = isError ? thrown.message : String(thrown);
  return { error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace: [] }) };
}

/** Drives one execution: turns what it waits for into timers and calls, and their outcome into journal entries. */
export class Run {
  readonly execution: Execution;
  readonly #world: World;
  /** Timers of the current phase. */
  #timers: Timer[] = [];
  #heartbeat: Timer | undefined;
  /** Timer of the machine's own TimeoutSeconds. */
  #expiry: Timer | undefined;

  constructor(world: World, execution: Execution) {
    this.#world = world;
    this.execution = execution;
  }

  get now(): number {
    return this.#world.timers.now();
  }

  /** Journals an entry, moves the execution on by it, and pursues what it waits for then. */
  commit(entry: JournalEntry): void {
    const { execution } = this;
    const before = execution.phase;
    this.#world.journal?.append(execution.executionName, entry);
    apply(execution, entry);
    if (execution.phase !== before) this.#pursue(execution.phase);
    this.#tell();
  }

  /** Begins, or goes on after a recovery: pursues the execution's phase, and watches over its whole time. */
  resume(): void {
    const { execution } = this;
    const { timeoutSeconds } = execution.machine;
    if (execution.status === 'RUNNING' && timeoutSeconds !== undefined) {
      const expire = (): void => this.commit({ kind: 'expired', at: this.now });
      this.#expiry = this.#world.timers.at(execution.startedAt + timeoutSeconds * 1000, expire);
    }
    this.#pursue(execution.phase);
    this.#tell();
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

  /** Somebody lives: the heartbeat's time begins anew. Leaves no trace in journal and history. */
  beat({ heartbeatMs }: Awaiting): void {
    if (heartbeatMs === undefined) return;
    this.#heartbeat?.cancel();
    this.#heartbeat = this.#world.timers.at(this.now + heartbeatMs, () => this.#timeOut('States.HeartbeatTimeout'));
  }

  #timeOut(error: TimeOut): void {
    this.commit({ kind: 'timedOut', at: this.now, state: this.execution.stateName, error, draw: this.#draw() });
  }

  #draw(): number {
    return this.#world.random(this.execution.executionName);
  }

  // After the effects, so that a listener sees where the execution stands; in order, also when a listener causes more events.
  #tell(): void {
    const { onChange } = this.#world;
    const { fresh } = this.execution;
    for (let event = fresh.shift(); event !== undefined; event = fresh.shift())
      onChange?.(this.execution.view(), event);
  }

  #disarm(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    this.#heartbeat?.cancel();
    this.#heartbeat = undefined;
  }

  #pursue(phase: Phase): void {
    this.#disarm();
    const { timers, callTimers, newToken, issued } = this.#world;
    const state = this.execution.stateName;
    switch (phase.kind) {
      case 'waiting':
      case 'delayed':
        this.#timers.push(timers.at(phase.until, () => this.commit({ kind: 'elapsed', at: this.now, state })));
        return;
      case 'calling':
        if (phase.timeoutSeconds !== undefined) {
          const deadline = callTimers.now() + phase.timeoutSeconds * 1000;
          this.#timers.push(callTimers.at(deadline, () => this.#timeOut('States.Timeout')));
        }
        void this.#call(phase);
        return;
      case 'unissued': {
        const token = newToken();
        issued(token, this);
        this.commit({ kind: 'issued', at: this.now, state, token });
        return;
      }
      case 'awaiting':
        if (phase.timeoutAt !== undefined)
          this.#timers.push(timers.at(phase.timeoutAt, () => this.#timeOut('States.Timeout')));
        this.beat(phase);
        if (!phase.returned) void this.#call(phase);
        return;
      case 'nothing':
        this.#expiry?.cancel();
    }
  }

  /** Calls the function of a task. An answer that comes when the execution has moved on is nobody's any more. */
  async #call(phase: Calling | Awaiting): Promise<void> {
    const outcome = await this.#outcome(phase);
    if (this.execution.phase !== phase) return;
    const { stateName: state } = this.execution;
    if ('error' in outcome) this.fail(outcome.error, outcome.cause);
    else if (phase.kind === 'awaiting') this.commit({ kind: 'returned', at: this.now, state });
    else this.succeed(outcome.output);
  }

  async #outcome(phase: Calling | Awaiting): Promise<{ output: unknown } | { error: string; cause: string }> {
    const { executionName, stateName: state } = this.execution;
    const timeoutSeconds = phase.kind === 'calling' ? phase.timeoutSeconds : undefined;
    try {
      const output =
        (await this.#world.invoke(phase.functionArn, phase.payload, {
          executionName,
          state,
          ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        })) ?? null;
      if (!tooLarge(output)) return { output };
      return { error: 'States.DataLimitExceeded', cause: `The result exceeds ${MAX_PAYLOAD_BYTES} bytes.` };
    } catch (thrown) {
      return thrownBy(thrown);
    }
  }
}
