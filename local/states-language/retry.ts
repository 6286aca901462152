import type { Fields } from './fields.ts';
import type { PlaceResult } from './paths.ts';
import { MAX_COUNT, MAX_DELAY_SECONDS } from './quotas.ts';

export interface Retrier {
  readonly errors: ReadonlySet<string>;
  readonly maxAttempts: number;
  /** Milliseconds before retry number `attempt` (from 1). `draw` (0 up to 1, exclusive) sets the jitter. */
  delayMs(attempt: number, draw: number): number;
}

export interface Catcher {
  readonly errors: ReadonlySet<string>;
  readonly next: string;
  readonly placeResult: PlaceResult;
}

export interface TaskError {
  readonly error: string;
  readonly cause: string;
}

/**
 * Reserved names that a Retry or Catch may contain (States Language, appendix A; developer guide, "Error names").
 * Without States.Runtime, which cannot be caught.
 */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.HeartbeatTimeout',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.ResultPathMatchFailure',
  'States.TaskFailed',
  'States.Timeout',
]);

/**
 * Returns whether ErrorEquals matches an error, with the limits of the wildcards (developer guide, "Error names"):
 * nothing matches States.Runtime; only its own name matches States.DataLimitExceeded; States.Timeout also matches a
 * missed heartbeat; States.TaskFailed matches all errors except the two time-outs.
 */
export function matchesError(errors: ReadonlySet<string>, error: string): boolean {
  if (error === 'States.Runtime') return false;
  if (errors.has(error)) return true;
  if (error === 'States.DataLimitExceeded') return false;
  if (errors.has('States.ALL')) return true;
  if (error === 'States.HeartbeatTimeout') return errors.has('States.Timeout');
  return error !== 'States.Timeout' && errors.has('States.TaskFailed');
}

function compileErrors(fields: Fields, isLast: boolean): ReadonlySet<string> {
  const names = fields.texts('ErrorEquals');
  for (const name of names) {
    if (name.startsWith('States.') && !RESERVED_NAMES.has(name)) {
      fields.fault('ErrorEquals', `"${name}" cannot be retried or caught`);
    }
  }
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    fields.fault('ErrorEquals', 'States.ALL must be alone, in the last entry');
  }
  return new Set(names);
}

function compileRetrier(fields: Fields, index: number, all: readonly Fields[]): Retrier {
  fields.text('Comment');
  const errors = compileErrors(fields, index === all.length - 1);
  const interval = fields.integer('IntervalSeconds', 1, MAX_COUNT) ?? 1;
  const rate = fields.number('BackoffRate', 1) ?? 2;
  const maxDelay = fields.integer('MaxDelaySeconds', 1, MAX_DELAY_SECONDS - 1) ?? MAX_DELAY_SECONDS;
  const jitter = fields.text('JitterStrategy') ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE') fields.fault('JitterStrategy', 'must be FULL or NONE');
  if (maxDelay <= interval) fields.fault('MaxDelaySeconds', 'must be greater than IntervalSeconds');
  const maxAttempts = fields.integer('MaxAttempts', 0, MAX_COUNT) ?? 3;
  fields.reportUnknown();
  return {
    errors,
    maxAttempts,
    delayMs: (attempt, draw) => {
      const seconds = Math.min(interval * rate ** (attempt - 1), maxDelay);
      return Math.round(seconds * 1000 * (jitter === 'FULL' ? draw : 1));
    },
  };
}

function compileCatcher(fields: Fields, index: number, all: readonly Fields[]): Catcher {
  fields.text('Comment');
  const errors = compileErrors(fields, index === all.length - 1);
  const catcher = { errors, next: fields.requiredTarget('Next'), placeResult: fields.resultPath('ResultPath') };
  fields.reportUnknown();
  return catcher;
}

export function compileRetriers(state: Fields): Retrier[] {
  return state.objects('Retry').map(compileRetrier);
}

export function compileCatchers(state: Fields): Catcher[] {
  return state.objects('Catch').map(compileCatcher);
}
