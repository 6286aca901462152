import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionHistory } from '../steps/domain/execution-history.ts';
import type { TokenResult, StartResult, Workflow } from '../steps/ports.ts';
import { StorageUnavailable } from '../steps/domain/errors.ts';
import { isoMillis } from '../steps/domain/instants.ts';
import { BrokenDataFolder, readIfExists } from './files.ts';
import { JournalFiles } from './journal-files.ts';
import {
  CLOSING_EVENTS,
  Engine,
  type EngineOptions,
  executionArnOf,
  executionNameOf,
  type ExecutionView,
  type HistoryEvent,
  type JournalEntry,
  JournalUnavailable,
} from './states-language/index.ts';

const JOURNAL_SUFFIX = '.jsonl';
const CLOSING_TYPES: ReadonlySet<HistoryEvent['type']> = new Set(Object.values(CLOSING_EVENTS));

/**
 * Executions with one journal file each: in `open/` while the execution runs, then in `closed/`. A start of the process
 * reads only `open/`.
 */
export class Executions implements Workflow {
  readonly #folder: string;
  readonly #engine: Engine;
  readonly #options: Omit<EngineOptions, 'journal'>;
  readonly #reportDisk: (problem: string | undefined) => void;

  constructor(
    folder: string,
    options: Omit<EngineOptions, 'journal'>,
    onClosed: (executionArn: string, status: string) => void,
    /** Called with the problem when journals cannot be written, and with undefined when they can again. */
    reportDisk: (problem: string | undefined) => void = () => undefined,
  ) {
    this.#folder = folder;
    for (const part of ['open', 'closed']) mkdirSync(join(folder, part), { recursive: true });
    this.#options = options;
    this.#reportDisk = reportDisk;
    const journal = new JournalFiles((name) => this.#file('open', name), reportDisk);
    this.#engine = new Engine({
      ...options,
      journal,
      onChange: (execution, event) => {
        options.onChange?.(execution, event);
        if (!CLOSING_TYPES.has(event.type)) return;
        this.#close(execution.name);
        onClosed(execution.executionArn, execution.status);
      },
    });
  }

  /** Recovers the executions that were running when the process ended. Returns their number. */
  recover(): number {
    const files = readdirSync(join(this.#folder, 'open')).filter((file) => file.endsWith(JOURNAL_SUFFIX));
    for (const file of files) {
      const name = file.slice(0, -JOURNAL_SUFFIX.length);
      const entries = this.#entries('open', name);
      // The process was killed during the first write, so the start never returned to its caller.
      if (entries.length === 0) continue;
      const execution = this.#engine.recover(name, entries);
      if (execution.status !== 'RUNNING') this.#close(name);
    }
    return files.length;
  }

  async start(name: string, input: object): Promise<StartResult> {
    if (existsSync(this.#file('closed', name))) {
      return { executionArn: executionArnOf(this.#options.stateMachineArn, name), alreadyEnded: true };
    }
    return { executionArn: this.#startNew(name, input), alreadyEnded: false };
  }

  /** @throws StorageUnavailable */
  #startNew(name: string, input: object): string {
    try {
      return this.#engine.start(name, input).executionArn;
    } catch (error) {
      if (!(error instanceof JournalUnavailable)) throw error;
      throw new StorageUnavailable(error.message, { cause: error });
    }
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    const name = executionNameOf(executionArn);
    if (existsSync(this.#file('open', name))) this.#engine.stop(name, 'Stopped', cause);
  }

  async succeed(token: string): Promise<TokenResult> {
    return signal(() => this.#engine.sendTaskSuccess(token, {}));
  }

  async heartbeat(token: string): Promise<TokenResult> {
    return signal(() => this.#engine.sendTaskHeartbeat(token));
  }

  async definition(): Promise<unknown> {
    return this.#options.definition;
  }

  async execution(executionArn: string): Promise<ExecutionHistory | undefined> {
    const view = this.#view(executionNameOf(executionArn));
    return view && toExecutionHistory(view.status, view.events);
  }

  consoleUrl(): undefined {
    return undefined;
  }

  /** The events, oldest first; undefined when there is no such execution. */
  history(name: string): readonly HistoryEvent[] | undefined {
    return this.#view(name)?.events;
  }

  #view(name: string): { status: ExecutionView['status']; events: readonly HistoryEvent[] } | undefined {
    const engine = this.#engineOf(name);
    return engine && { status: engine.describe(name).status, events: engine.history(name) };
  }

  /** Returns the engine with the execution. Replays a closed execution in a new engine, which calls no functions. */
  #engineOf(name: string): Engine | undefined {
    if (existsSync(this.#file('open', name))) return this.#engine;
    if (!existsSync(this.#file('closed', name))) return undefined;
    const replay = new Engine({ ...this.#options, onChange: () => undefined });
    replay.recover(name, this.#entries('closed', name));
    return replay;
  }

  /** A journal that cannot be moved stays in `open/`; the next start of the process moves it. */
  #close(name: string): void {
    try {
      renameSync(this.#file('open', name), this.#file('closed', name));
    } catch (error) {
      return this.#reportDisk((error as Error).message);
    }
    // Deferred, because this runs within a transition of the engine.
    setImmediate(() => this.#engine.forget(name));
  }

  /** Reads a journal. Removes an incomplete last line: the process was killed before the effect of that entry. */
  #entries(part: 'open' | 'closed', name: string): JournalEntry[] {
    const file = this.#file(part, name);
    const text = readIfExists(file) ?? '';
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    if (complete.length < text.length) writeFileSync(file, complete);
    try {
      return complete.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JournalEntry]));
    } catch (error) {
      throw new BrokenDataFolder(`${file} is not a journal`, { cause: error });
    }
  }

  #file(part: 'open' | 'closed', name: string): string {
    return join(this.#folder, part, name + JOURNAL_SUFFIX);
  }
}

/** Leaves out inputs and outputs, as the adapter for AWS does. */
const toExecutionHistory = (status: ExecutionView['status'], events: readonly HistoryEvent[]): ExecutionHistory => ({
  status,
  events: events.map(({ id, at, type, state, error, cause }) => ({
    id,
    at: isoMillis(at),
    type,
    ...(state !== undefined && { state }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  })),
});

/** Returns 'closed' when the token's task has ended; this is not an error. */
export function signal(send: () => void): TokenResult {
  try {
    send();
    return 'accepted';
  } catch (error) {
    if (error instanceof Error && ['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist'].includes(error.name))
      return 'closed';
    throw error;
  }
}
