import { randomBytes } from 'node:crypto';
import { compileMachine } from './compile.ts';
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionStillRuns,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  JournalMismatch,
  TaskTimedOut,
} from './errors.ts';
import { type AwaitingToken, Execution, type ExecutionView } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { applyEntry } from './interpreter.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { canonicalJson } from './json.ts';
import type { Machine } from './model.ts';
import { exceedsPayloadQuota, MAX_NAME, MAX_PAYLOAD_BYTES } from './quotas.ts';
import { type InvokeFunction, Run, type RunPorts, type Timers } from './run.ts';

export interface EngineOptions {
  /** JSON of the state machine. */
  definition: unknown;
  stateMachineArn: string;
  /** The workflow's clock: for waits, retry delays, and time-outs and heartbeats of token tasks. */
  timers: Timers;
  /** For time-outs of functions that are called directly; default `timers`. */
  callTimers?: Timers;
  invoke: InvokeFunction;
  /** Returns 0 (inclusive) to 1 (exclusive), for the jitter of retries; default Math.random. */
  random?: (executionName: string) => number;
  /** Must not be guessable; default 43 characters from 32 random bytes. */
  newToken?: () => string;
  journal?: Journal;
  /** Called with every new event, after its transition; must not throw. */
  onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
  /** Whether `history` is kept, and events have details; default true. */
  keepHistory?: boolean;
}

const NAME = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NAME}}$`);

/** Runs the executions of one definition. A new definition needs a new Engine. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #machine: Machine;
  readonly #ports: RunPorts;
  readonly #runs = new Map<string, Run>();
  readonly #tokens = new Map<string, Run>();

  /** Throws InvalidDefinition. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#machine = compileMachine(options.definition);
    this.#ports = {
      timers: options.timers,
      callTimers: options.callTimers ?? options.timers,
      invoke: options.invoke,
      random: options.random ?? Math.random,
      newToken: options.newToken ?? ((): string => randomBytes(32).toString('base64url')),
      journal: options.journal,
      onChange: options.onChange,
      onTokenIssued: (token, run) => this.#tokens.set(token, run),
    };
  }

  /**
   * Starts an execution. Idempotent while it runs: the same name and input return the same execution, with
   * `created: false`. Throws InvalidName, InvalidExecutionInput, ExecutionAlreadyExists.
   */
  start(name: string, input: unknown = {}): { executionArn: string; startedAt: number; created: boolean } {
    if (!NAME.test(name)) throw new InvalidName(`"${name}" is not 1-${MAX_NAME} characters of A-Za-z0-9-_.`);
    const known = this.#runs.get(name)?.execution;
    if (known !== undefined) {
      const same = known.status === 'RUNNING' && canonicalJson(known.executionInput) === canonicalJson(input);
      if (!same) throw new ExecutionAlreadyExists(`${known.executionArn} already exists (${known.status}).`);
      return { executionArn: known.executionArn, startedAt: known.startedAt, created: false };
    }
    if (exceedsPayloadQuota(input)) throw new InvalidExecutionInput(`The input exceeds ${MAX_PAYLOAD_BYTES} bytes.`);
    const entry = { kind: 'started', at: this.#ports.timers.now(), input } as const;
    this.#ports.journal?.append(name, entry);
    const execution = this.#replay(name, entry, []);
    this.#resume(execution);
    return { executionArn: execution.executionArn, startedAt: execution.startedAt, created: true };
  }

  /**
   * Rebuilds an execution from its journal and continues it. Waits and deadlines keep their instants. Functions in flight
   * are called again; the function of a token task only if it had not returned, with the same token. Heartbeat timers
   * restart, because nothing could send heartbeats in the meantime. Throws JournalMismatch, ExecutionAlreadyExists.
   */
  recover(name: string, entries: readonly JournalEntry[]): ExecutionView {
    const [first, ...rest] = entries;
    if (first?.kind !== 'started') throw new JournalMismatch(`The journal of ${name} does not begin with "started".`);
    if (this.#runs.has(name)) throw new ExecutionAlreadyExists(`${name} already exists.`);
    const execution = this.#replay(name, first, rest);
    execution.queuedEvents.length = 0;
    this.#resume(execution);
    return execution.view();
  }

  /** Aborts an execution; no Catch runs. No effect on a closed one. Throws ExecutionDoesNotExist. */
  stop(name: string, error?: string, cause?: string): void {
    const run = this.#run(name);
    if (run.execution.status === 'RUNNING') run.stop(error, cause);
  }

  /** Completes the token's task with JSON data. Throws InvalidToken, TaskTimedOut, InvalidOutput. */
  sendTaskSuccess(token: string, output: unknown): void {
    const { run } = this.#openTask(token);
    if (exceedsPayloadQuota(output)) throw new InvalidOutput(`The output exceeds ${MAX_PAYLOAD_BYTES} bytes.`);
    run.succeed(output ?? null);
  }

  /** Fails the token's task; its Retry and Catch apply. Throws InvalidToken, TaskTimedOut. */
  sendTaskFailure(token: string, error: string, cause: string): void {
    this.#openTask(token).run.fail(error, cause);
  }

  /** Restarts the heartbeat timer of the token's task. Throws InvalidToken, TaskTimedOut. */
  sendTaskHeartbeat(token: string): void {
    const { run, phase } = this.#openTask(token);
    run.heartbeat(phase);
  }

  /** Throws ExecutionDoesNotExist. */
  describe(name: string): ExecutionView {
    return this.#run(name).execution.view();
  }

  /** Oldest first. Throws ExecutionDoesNotExist. */
  history(name: string): HistoryEvent[] {
    return [...this.#run(name).execution.history];
  }

  /** All executions in memory, in the order of their start or recovery. */
  list(): ExecutionView[] {
    return [...this.#runs.values()].map(({ execution }) => execution.view());
  }

  /** Removes a closed execution from memory and frees its name. Throws ExecutionStillRuns, ExecutionDoesNotExist. */
  forget(name: string): void {
    const { execution } = this.#run(name);
    if (execution.status === 'RUNNING') throw new ExecutionStillRuns(`${execution.executionArn} is still running.`);
    for (const token of execution.tokens) this.#tokens.delete(token);
    this.#runs.delete(name);
  }

  #replay(name: string, start: Extract<JournalEntry, { kind: 'started' }>, rest: readonly JournalEntry[]): Execution {
    const { stateMachineArn, keepHistory = true, onChange } = this.#options;
    const recording = { keep: keepHistory, queue: onChange !== undefined };
    const execution = new Execution(this.#machine, stateMachineArn, name, start, recording);
    applyEntry(execution, start);
    for (const entry of rest) applyEntry(execution, entry);
    return execution;
  }

  #resume(execution: Execution): void {
    const run = new Run(this.#ports, execution);
    this.#runs.set(execution.executionName, run);
    for (const token of execution.tokens) this.#tokens.set(token, run);
    run.resume();
  }

  #run(name: string): Run {
    const run = this.#runs.get(name);
    if (run === undefined) throw new ExecutionDoesNotExist(`There is no execution "${name}".`);
    return run;
  }

  // Compares the deadline too: right after a recovery its timer has not fired yet.
  #openTask(token: string): { run: Run; phase: AwaitingToken } {
    const run = this.#tokens.get(token);
    if (run === undefined) throw new InvalidToken('This engine never issued the token.');
    const { phase } = run.execution;
    const isOpen = phase.kind === 'awaitingToken' && phase.token === token && run.now < (phase.timeoutAt ?? Infinity);
    if (!isOpen) throw new TaskTimedOut('The task of the token has ended.');
    return { run, phase };
  }
}
