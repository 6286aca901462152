import { CONTEXT_FIELDS, type Context, INPUT_FIELD, TOKEN_FIELD } from './context.ts';
import { StateFault } from './errors.ts';
import { isObject } from './json.ts';

/** A compiled path: `$...` into the data, `$$...` into the context object. */
export interface Path {
  readonly text: string;
  readonly readsToken: boolean;
  /** The value there, undefined when there is none. */
  find(data: unknown, context: Context): unknown;
}

/** A compiled ResultPath: the state's output from its raw input and its result. */
export type Place = (input: unknown, result: unknown) => unknown;

type Step = string | number;

/** `$`, the default of InputPath and OutputPath. */
export const WHOLE: Path = { text: '$', readsToken: false, find: (data) => data };
/** InputPath or OutputPath null: an empty object (States Language, "InputPath and OutputPath"). */
export const NOTHING: Path = { text: 'null', readsToken: false, find: () => ({}) };
/** ResultPath `$`, its default: the result replaces the input. */
export const REPLACE: Place = (_input, result) => result;
/** ResultPath null: the result is discarded. */
export const DISCARD: Place = (input) => input;

// `.name`, `['any name']` or `[0]`, one after another.
const STEP = /\.([A-Za-z_]\w*)|\['((?:[^'\\]|\\['\\])+)'\]|\[(\d+)\]/y;

function parseSteps(text: string): Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return undefined;
    const [, name, quoted, index] = match;
    steps.push(name ?? quoted?.replace(/\\(.)/g, '$1') ?? Number(index));
  }
  return steps;
}

// Own properties only: data may hold a key such as "constructor", and must not find the prototype's.
function descend(data: unknown, steps: readonly Step[]): unknown {
  let value = data;
  for (const step of steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

function parseContextPath(text: string): Path | undefined {
  const steps = parseSteps(text.slice(2));
  if (steps === undefined) return undefined;
  const field = steps.slice(0, 2).join('.');
  const deeper = steps.slice(2);
  const read = CONTEXT_FIELDS.get(field);
  if (read === undefined || (deeper.length > 0 && field !== INPUT_FIELD)) return undefined;
  return { text, readsToken: field === TOKEN_FIELD, find: (_data, context) => descend(read(context), deeper) };
}

/** Compiles a path of the supported subset; undefined for anything else. */
export function parsePath(text: string): Path | undefined {
  if (text.startsWith('$$')) return parseContextPath(text);
  if (!text.startsWith('$')) return undefined;
  const steps = parseSteps(text.slice(1));
  if (steps === undefined) return undefined;
  return steps.length === 0 ? WHOLE : { text, readsToken: false, find: (data) => descend(data, steps) };
}

/** The value at a path; States.Runtime when there is none. `field` names the reader, for the cause. */
export function valueAt(path: Path, field: string, data: unknown, context: Context): unknown {
  const value = path.find(data, context);
  if (value !== undefined) return value;
  throw new StateFault(
    'States.Runtime',
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found.`,
  );
}

// Copies only the objects along the path; everything beside it is shared with the input.
function put(data: unknown, steps: readonly string[], depth: number, result: unknown): unknown {
  const step = steps[depth];
  if (step === undefined) return result;
  if (!isObject(data)) {
    throw new StateFault('States.ResultPathMatchFailure', `ResultPath needs an object above '${step}'.`);
  }
  const below = depth + 1 === steps.length || Object.hasOwn(data, step) ? data[step] : {};
  return { ...data, [step]: put(below, steps, depth + 1, result) };
}

/** Compiles a ResultPath: field names only (an index would need rules for gaps); undefined for anything else. */
export function parsePlace(text: string): Place | undefined {
  if (!text.startsWith('$') || text.startsWith('$$')) return undefined;
  const steps = parseSteps(text.slice(1));
  if (steps === undefined) return undefined;
  const names = steps.filter((step) => typeof step === 'string');
  if (names.length < steps.length) return undefined;
  return names.length === 0 ? REPLACE : (input, result) => put(input, names, 0, result);
}
