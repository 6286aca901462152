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
import { type Awaiting, Execution, type ExecutionView } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { apply } from './interpreter.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { canonical, tooLarge } from './json.ts';
import type { Machine } from './model.ts';
import { MAX_NAME, MAX_PAYLOAD_BYTES } from './quotas.ts';
import { type InvokeFunction, Run, type Timers, type World } from './run.ts';

export interface EngineOptions {
  /** JSON of the state machine. */
  definition: unknown;
  stateMachineArn: string;
  /** The workflow's clock: waits, delays of retries, time-outs and heartbeats of token tasks. */
  timers: Timers;
  /** Time-outs of functions that are called directly; default: `timers`. */
  callTimers?: Timers;
  invoke: InvokeFunction;
  /** 0 up to 1, for the jitter of an execution's retries; default Math.random. */
  random?: (executionName: string) => number;
  /** Must not be guessable; default 43 characters from 32 random bytes. */
  newToken?: () => string;
  journal?: Journal;
  /** Told of every new event, after the transition that made it; must not throw. */
  onChange?: (execution: ExecutionView, event: HistoryEvent) => void;
  /** Whether `history` can be asked; default true. */
  keepHistory?: boolean;
}

const NAME = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NAME}}$`);

/** Runs the executions of one state machine. A running execution keeps its definition: a new definition is a new Engine. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #machine: Machine;
  readonly #world: World;
  readonly #runs = new Map<string, Run>();
  readonly #tokens = new Map<string, Run>();

  /** Throws InvalidDefinition. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#machine = compileMachine(options.definition);
    this.#world = {
      timers: options.timers,
      callTimers: options.callTimers ?? options.timers,
      invoke: options.invoke,
      random: options.random ?? Math.random,
      newToken: options.newToken ?? ((): string => randomBytes(32).toString('base64url')),
      journal: options.journal,
      onChange: options.onChange,
      issued: (token, run) => this.#tokens.set(token, run),
    };
  }

  /**
   * Starts an execution. The same name and input while it runs answer the same execution, `created: false`.
   * Throws InvalidName, InvalidExecutionInput, ExecutionAlreadyExists.
   */
  start(name: string, input: unknown = {}): { executionArn: string; startedAt: number; created: boolean } {
    if (!NAME.test(name)) throw new InvalidName(`"${name}" is not 1-${MAX_NAME} characters of A-Za-z0-9-_.`);
    const known = this.#runs.get(name)?.execution;
    if (known !== undefined) {
      const same = known.status === 'RUNNING' && canonical(known.executionInput) === canonical(input);
      if (!same) throw new ExecutionAlreadyExists(`${known.executionArn} exists already (${known.status}).`);
      return { executionArn: known.executionArn, startedAt: known.startedAt, created: false };
    }
    if (tooLarge(input)) throw new InvalidExecutionInput(`The input exceeds ${MAX_PAYLOAD_BYTES} bytes.`);
    const entry = { kind: 'started', at: this.#world.timers.now(), input } as const;
    this.#world.journal?.append(name, entry);
    const execution = this.#replay(name, entry, []);
    this.#admit(execution);
    return { executionArn: execution.executionArn, startedAt: execution.startedAt, created: true };
  }

  /**
   * Rebuilds an execution from its journal and goes on: waits end at their original instant, functions in flight are called again, a token
   * task's function only if it had not returned (same token, same deadline); its heartbeat's time begins anew, since nobody could send one.
   * Throws JournalMismatch, ExecutionAlreadyExists.
   */
  recover(name: string, entries: readonly JournalEntry[]): ExecutionView {
    const [first, ...rest] = entries;
    if (first?.kind !== 'started') throw new JournalMismatch(`The journal of ${name} does not begin with its start.`);
    if (this.#runs.has(name)) throw new ExecutionAlreadyExists(`${name} runs already.`);
    const execution = this.#replay(name, first, rest);
    execution.fresh.length = 0;
    this.#admit(execution);
    return execution.view();
  }

  /** Aborts an execution; no Catch runs. A closed one stays as it is. Throws ExecutionDoesNotExist. */
  stop(name: string, error?: string, cause?: string): void {
    const run = this.#run(name);
    if (run.execution.status === 'RUNNING') run.stop(error, cause);
  }

  /** Completes the token's task with JSON data. Throws InvalidToken, TaskTimedOut, InvalidOutput. */
  sendTaskSuccess(token: string, output: unknown): void {
    const { run } = this.#task(token);
    if (tooLarge(output)) throw new InvalidOutput(`The output exceeds ${MAX_PAYLOAD_BYTES} bytes.`);
    run.succeed(output ?? null);
  }

  /** Fails the token's task; its Retry and Catch decide. Throws InvalidToken, TaskTimedOut. */
  sendTaskFailure(token: string, error: string, cause: string): void {
    this.#task(token).run.fail(error, cause);
  }

  /** Keeps the token's task from missing its heartbeat. Throws InvalidToken, TaskTimedOut. */
  sendTaskHeartbeat(token: string): void {
    const { run, phase } = this.#task(token);
    run.beat(phase);
  }

  /** Throws ExecutionDoesNotExist. */
  describe(name: string): ExecutionView {
    return this.#run(name).execution.view();
  }

  /** Oldest first. Throws ExecutionDoesNotExist. */
  history(name: string): HistoryEvent[] {
    return [...this.#run(name).execution.history];
  }

  /** All executions that are not forgotten, in the order of their start or recovery. */
  list(): ExecutionView[] {
    return [...this.#runs.values()].map(({ execution }) => execution.view());
  }

  /** Drops a closed execution and its tokens from memory; its name is free again. Throws ExecutionStillRuns, ExecutionDoesNotExist. */
  forget(name: string): void {
    const { execution } = this.#run(name);
    if (execution.status === 'RUNNING') throw new ExecutionStillRuns(`${execution.executionArn} is still running.`);
    for (const token of execution.tokens) this.#tokens.delete(token);
    this.#runs.delete(name);
  }

  #replay(name: string, start: Extract<JournalEntry, { kind: 'started' }>, rest: readonly JournalEntry[]): Execution {
    const { stateMachineArn, keepHistory = true, onChange } = this.#options;
    const recording = { keep: keepHistory, gather: onChange !== undefined };
    const execution = new Execution(this.#machine, stateMachineArn, name, start, recording);
    apply(execution, start);
    for (const entry of rest) apply(execution, entry);
    return execution;
  }

  #admit(execution: Execution): void {
    const run = new Run(this.#world, execution);
    this.#runs.set(execution.executionName, run);
    for (const token of execution.tokens) this.#tokens.set(token, run);
    run.resume();
  }

  #run(name: string): Run {
    const run = this.#runs.get(name);
    if (run === undefined) throw new ExecutionDoesNotExist(`There is no execution "${name}".`);
    return run;
  }

  // The deadline counts even when its timer is late, as it is right after a recovery.
  #task(token: string): { run: Run; phase: Awaiting } {
    const run = this.#tokens.get(token);
    if (run === undefined) throw new InvalidToken('The token was never issued here.');
    const { phase } = run.execution;
    const isOpen = phase.kind === 'awaiting' && phase.token === token && run.now < (phase.timeoutAt ?? Infinity);
    if (!isOpen) throw new TaskTimedOut('The task of the token is over.');
    return { run, phase };
  }
}
