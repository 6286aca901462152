import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionHistory, ExecutionInput, TokenResult, StartResult, Workflow } from '../steps/ports.ts';
import { isoMillis } from '../steps/domain/instants.ts';
import { BrokenDataFolder, readIfThere } from './files.ts';
import {
  Engine,
  type EngineOptions,
  type ExecutionView,
  type HistoryEvent,
  type Journal,
  type JournalEntry,
} from './states-language/index.ts';

const ENTRIES = '.jsonl';
/** An execution's last event. */
const OVER: ReadonlySet<HistoryEvent['type']> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
]);

/**
 * Executions on disk: a journal each, in `open/` while it runs and in `closed/` after, so that a
 * start reads only what goes on.
 */
export class Executions implements Workflow {
  readonly #folder: string;
  readonly #engine: Engine;
  readonly #options: Omit<EngineOptions, 'journal'>;

  constructor(
    folder: string,
    options: Omit<EngineOptions, 'journal'>,
    closed: (executionArn: string, status: string) => void,
  ) {
    this.#folder = folder;
    for (const part of ['open', 'closed']) mkdirSync(join(folder, part), { recursive: true });
    this.#options = options;
    const journal: Journal = {
      append: (name, entry) => appendFileSync(this.#file('open', name), `${JSON.stringify(entry)}\n`),
    };
    this.#engine = new Engine({
      ...options,
      journal,
      onChange: (execution, event) => {
        options.onChange?.(execution, event);
        if (!OVER.has(event.type)) return;
        this.#close(execution.name);
        closed(execution.executionArn, execution.status);
      },
    });
  }

  /** Goes on with whatever was running when the process ended. */
  recover(): number {
    const names = readdirSync(join(this.#folder, 'open')).filter((file) => file.endsWith(ENTRIES));
    for (const file of names) {
      const name = file.slice(0, -ENTRIES.length);
      const entries = this.#entries('open', name);
      // The process ended before the first line was whole: nobody has been told of this execution.
      if (entries.length === 0) continue;
      const execution = this.#engine.recover(name, entries);
      if (execution.status !== 'RUNNING') this.#close(name);
    }
    return names.length;
  }

  async start(name: string, input: ExecutionInput): Promise<StartResult> {
    if (existsSync(this.#file('closed', name))) return { executionArn: this.#arn(name), alreadyEnded: true };
    const { executionArn } = this.#engine.start(name, input);
    return { executionArn, alreadyEnded: false };
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
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
    const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
    const view = this.#view(name);
    return view && toStory(view.status, view.events);
  }

  consoleUrl(): undefined {
    return undefined;
  }

  /** What happened so far, oldest first; undefined when there is no such execution. */
  history(name: string): readonly HistoryEvent[] | undefined {
    return this.#view(name)?.events;
  }

  #view(name: string): { status: ExecutionView['status']; events: readonly HistoryEvent[] } | undefined {
    const engine = this.#engineOf(name);
    return engine && { status: engine.describe(name).status, events: engine.history(name) };
  }

  /** The engine that knows it; for a closed one, another that replays its journal, which calls nothing. */
  #engineOf(name: string): Engine | undefined {
    if (existsSync(this.#file('open', name))) return this.#engine;
    if (!existsSync(this.#file('closed', name))) return undefined;
    const replay = new Engine({ ...this.#options, onChange: () => undefined });
    replay.recover(name, this.#entries('closed', name));
    return replay;
  }

  #close(name: string): void {
    renameSync(this.#file('open', name), this.#file('closed', name));
    // Not from within the engine's own transition.
    setImmediate(() => this.#engine.forget(name));
  }

  /** A last line without its end was cut off by a kill before its effect: it has not happened. */
  #entries(part: 'open' | 'closed', name: string): JournalEntry[] {
    const file = this.#file(part, name);
    const text = readIfThere(file) ?? '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) writeFileSync(file, whole);
    try {
      return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JournalEntry]));
    } catch (error) {
      throw new BrokenDataFolder(`${file} is not a journal`, { cause: error });
    }
  }

  #file(part: 'open' | 'closed', name: string): string {
    return join(this.#folder, part, name + ENTRIES);
  }

  #arn(name: string): string {
    return `${this.#options.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}

/** Without inputs and outputs, as on AWS. */
const toStory = (status: ExecutionView['status'], events: readonly HistoryEvent[]): ExecutionHistory => ({
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

/** A signal to a token that is over is nobody's fault. */
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
