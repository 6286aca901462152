import type { Condition } from './choice.ts';
import type { Context } from './context.ts';
import type { Path, Place } from './paths.ts';
import type { Catcher, Retrier } from './retry.ts';
import type { Template } from './templates.ts';

/** Whole seconds, from a literal or from the state's input; States.Runtime when what is found there does not fit. */
export type Seconds = (input: unknown, context: Context) => number;

interface Common {
  readonly name: string;
  readonly input: Path;
}

interface Passing extends Common {
  readonly output: Path;
  /** Undefined: the execution ends here (`"End": true`). */
  readonly next: string | undefined;
}

export interface TaskState extends Passing {
  readonly type: 'Task';
  readonly functionArn: string;
  readonly waitsForToken: boolean;
  /** What the function is called with; undefined: the state's input. */
  readonly payload: Template | undefined;
  readonly selector: Template | undefined;
  readonly place: Place;
  readonly timeout: Seconds | undefined;
  readonly heartbeat: Seconds | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface WaitState extends Passing {
  readonly type: 'Wait';
  /** The instant at which the wait ends, epoch milliseconds; may be past. */
  until(input: unknown, context: Context): number;
}

export interface ChoiceState extends Common {
  readonly type: 'Choice';
  readonly output: Path;
  readonly rules: readonly { readonly matches: Condition; readonly next: string }[];
  readonly otherwise: string | undefined;
}

export interface PassState extends Passing {
  readonly type: 'Pass';
  result(input: unknown, context: Context): unknown;
  readonly place: Place;
}

export interface SucceedState extends Common {
  readonly type: 'Succeed';
  readonly output: Path;
}

export interface FailState extends Common {
  readonly type: 'Fail';
  error(input: unknown, context: Context): string | undefined;
  cause(input: unknown, context: Context): string | undefined;
}

export type State = TaskState | WaitState | ChoiceState | PassState | SucceedState | FailState;

/** A compiled definition. */
export interface Machine {
  readonly startAt: string;
  readonly timeoutSeconds: number | undefined;
  readonly states: ReadonlyMap<string, State>;
}
