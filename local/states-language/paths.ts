import { CONTEXT_FIELDS, type Context, INPUT_FIELD, TOKEN_FIELD } from './context.ts';
import { StateFault } from './errors.ts';
import { isObject } from './json.ts';

/** A compiled path: `$...` reads the data, `$$...` the context object. */
export interface Path {
  readonly text: string;
  readonly readsToken: boolean;
  /** Returns the value; undefined when there is none. */
  find(data: unknown, context: Context): unknown;
}

/** A compiled ResultPath: combines a state's raw input and its result. */
export type PlaceResult = (input: unknown, result: unknown) => unknown;

type Step = string | number;

/** `$`, the default of InputPath and OutputPath. */
export const WHOLE_INPUT: Path = { text: '$', readsToken: false, find: (data) => data };
/** InputPath or OutputPath null: an empty object (States Language, "InputPath and OutputPath"). */
export const EMPTY_OBJECT: Path = { text: 'null', readsToken: false, find: () => ({}) };
/** ResultPath `$`, the default: the result replaces the input. */
export const REPLACE_INPUT: PlaceResult = (_input, result) => result;
/** ResultPath null: the result is discarded. */
export const DISCARD_RESULT: PlaceResult = (input) => input;

// One step: `.name`, `['any name']` or `[0]`.
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

// Own properties only, so that a path such as `$.constructor` does not read the prototype.
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

/** Compiles a path; undefined when it is not supported. */
export function parsePath(text: string): Path | undefined {
  if (text.startsWith('$$')) return parseContextPath(text);
  if (!text.startsWith('$')) return undefined;
  const steps = parseSteps(text.slice(1));
  if (steps === undefined) return undefined;
  return steps.length === 0 ? WHOLE_INPUT : { text, readsToken: false, find: (data) => descend(data, steps) };
}

/** Returns the value at a path. Throws StateFault (States.Runtime) when there is none; its cause names `field`. */
export function valueAt(path: Path, field: string, data: unknown, context: Context): unknown {
  const value = path.find(data, context);
  if (value !== undefined) return value;
  throw new StateFault(
    'States.Runtime',
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found.`,
  );
}

// Copies only the objects along the path; the rest is shared with the input.
function placeAt(data: unknown, steps: readonly string[], depth: number, result: unknown): unknown {
  const step = steps[depth];
  if (step === undefined) return result;
  if (!isObject(data)) {
    throw new StateFault('States.ResultPathMatchFailure', `ResultPath needs an object above '${step}'.`);
  }
  const below = depth + 1 === steps.length || Object.hasOwn(data, step) ? data[step] : {};
  return { ...data, [step]: placeAt(below, steps, depth + 1, result) };
}

/** Compiles a ResultPath of field names (an index would need rules for gaps); undefined when it is not supported. */
export function parseResultPath(text: string): PlaceResult | undefined {
  if (!text.startsWith('$') || text.startsWith('$$')) return undefined;
  const steps = parseSteps(text.slice(1));
  if (steps === undefined) return undefined;
  const names = steps.filter((step) => typeof step === 'string');
  if (names.length < steps.length) return undefined;
  return names.length === 0 ? REPLACE_INPUT : (input, result) => placeAt(input, names, 0, result);
}
