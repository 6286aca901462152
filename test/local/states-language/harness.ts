import {
  Engine,
  type EngineOptions,
  type ExecutionView,
  type HistoryEvent,
  type JournalEntry,
} from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';

export const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:meeting';
export const INVOKE_AND_WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
/** The start of virtual time. */
export const START = Date.UTC(2026, 11, 1, 15);

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

/** An error with a name, as a function throws it. */
export function namedError(name: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { name });
}

/** The promise of a function that hangs; it never settles. */
export function hang(): Promise<never> {
  return new Promise(() => undefined);
}

/** A function that throws one error of these names per call, and then returns "done". */
export function failing(...names: string[]): (payload: unknown, calls: number) => unknown {
  return (_payload, calls) => {
    const name = names[calls - 1];
    return name === undefined ? 'done' : Promise.reject(namedError(name));
  };
}

/** The fields of a payload; none when it is not an object. */
export function fieldsOf(payload: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload ?? {}));
}

/** The token in the payload of a token task's function. */
export function tokenOf(payload: unknown): string {
  const { token } = fieldsOf(payload);
  if (typeof token !== 'string') throw new Error('There is no token in the payload.');
  return token;
}

/** A task that calls the function directly. */
export function task(name: string, fields: object = { End: true }): object {
  return { Type: 'Task', Resource: functionArn(name), ...fields };
}

/** A task whose function gets a token in its payload. */
export function tokenTask(name: string, fields: object = { End: true }): object {
  const Payload = {
    'token.$': '$$.Task.Token',
    'retries.$': '$$.State.RetryCount',
    'entered.$': '$$.State.EnteredTime',
  };
  return {
    Type: 'Task',
    Resource: INVOKE_AND_WAIT,
    Parameters: { FunctionName: functionArn(name), Payload },
    ...fields,
  };
}

export interface Call {
  name: string;
  payload: unknown;
  at: number;
  timeoutSeconds?: number;
}

export type Functions = Record<string, (payload: Record<string, unknown>, calls: number) => unknown>;

/** An engine in virtual time, with scripted functions and a journal in memory. The machine starts at its first state. */
export class Harness {
  readonly timers: VirtualTimers;
  readonly engine: Engine;
  readonly calls: Call[] = [];
  readonly entries: JournalEntry[] = [];

  constructor(
    states: Record<string, object>,
    functions: Functions = {},
    options: Partial<EngineOptions> & { machine?: object; timers?: VirtualTimers } = {},
  ) {
    const { machine, timers = new VirtualTimers(START), ...rest } = options;
    let tokens = 0;
    this.timers = timers;
    this.engine = new Engine({
      definition: { StartAt: Object.keys(states)[0], States: states, ...machine },
      stateMachineArn: MACHINE_ARN,
      timers,
      newToken: () => `token-${(tokens += 1)}-of-${timers.now()}`,
      journal: { append: (_name, entry) => this.entries.push(entry) },
      invoke: async (arn, payload, { timeoutSeconds }) => {
        const name = arn.split(':').at(-1) ?? '';
        this.calls.push({ name, payload, at: timers.now(), ...(timeoutSeconds !== undefined && { timeoutSeconds }) });
        return functions[name]?.(fieldsOf(payload), this.calls.filter((call) => call.name === name).length);
      },
      ...rest,
    });
  }

  /** Starts the execution "m-1" and runs it until it waits. */
  async start(input: unknown = {}): Promise<this> {
    this.engine.start('m-1', input);
    await this.timers.advanceBy(0);
    return this;
  }

  /** Runs "m-1" to its end. */
  async runToEnd(input: unknown = {}): Promise<ExecutionView> {
    await this.start(input);
    await this.timers.runAll();
    return this.view;
  }

  get view(): ExecutionView {
    return this.engine.describe('m-1');
  }

  get history(): HistoryEvent[] {
    return this.engine.history('m-1');
  }

  /** Seconds of virtual time since START. */
  get seconds(): number {
    return (this.timers.now() - START) / 1000;
  }

  /** The token in the payload of the latest call. */
  get token(): string {
    return tokenOf(this.calls.at(-1)?.payload);
  }
}
