import type { Condition } from './choice.ts';
import type { Context } from './context.ts';
import type { Seconds } from './fields.ts';
import type { Path, PlaceResult } from './paths.ts';
import type { Catcher, Retrier } from './retry.ts';
import type { Template } from './templates.ts';

interface StateCommon {
  readonly name: string;
  readonly input: Path;
}

interface StateWithNext extends StateCommon {
  readonly output: Path;
  /** Undefined for `"End": true`. */
  readonly next: string | undefined;
}

export interface TaskState extends StateWithNext {
  readonly type: 'Task';
  readonly functionArn: string;
  readonly waitsForToken: boolean;
  /** The function's payload; undefined for the state's input. */
  readonly payload: Template | undefined;
  readonly resultSelector: Template | undefined;
  readonly placeResult: PlaceResult;
  readonly timeout: Seconds | undefined;
  readonly heartbeat: Seconds | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface WaitState extends StateWithNext {
  readonly type: 'Wait';
  /** Returns the end of the wait in epoch milliseconds; may be in the past. */
  until(input: unknown, context: Context): number;
}

export interface ChoiceState extends StateCommon {
  readonly type: 'Choice';
  readonly output: Path;
  readonly rules: readonly { readonly matches: Condition; readonly next: string }[];
  readonly defaultNext: string | undefined;
}

export interface PassState extends StateWithNext {
  readonly type: 'Pass';
  result(input: unknown, context: Context): unknown;
  readonly placeResult: PlaceResult;
}

export interface SucceedState extends StateCommon {
  readonly type: 'Succeed';
  readonly output: Path;
}

export interface FailState extends StateCommon {
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
