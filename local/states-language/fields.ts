import type { Context } from './context.ts';
import { type Fault, StateFault } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import {
  DISCARD_RESULT,
  EMPTY_OBJECT,
  parsePath,
  parseResultPath,
  type Path,
  type PlaceResult,
  REPLACE_INPUT,
  valueAt,
  WHOLE_INPUT,
} from './paths.ts';
import { MAX_COUNT } from './quotas.ts';

/** Returns whole seconds, from a literal or the state's input. Throws StateFault (States.Runtime) on any other value. */
export type Seconds = (input: unknown, context: Context) => number;

export class Findings {
  readonly faults: Fault[] = [];
  readonly transitions: { from: string; field: string; to: string }[] = [];
}

/**
 * The fields of one object of the definition. Each method reports a fault and returns a safe default, so that one
 * compilation finds all faults. `reportUnknown` reports the fields that no method has read.
 */
export class Fields {
  readonly #object: JsonObject;
  readonly #findings: Findings;
  readonly #state: string | undefined;
  readonly #prefix: string;
  readonly #read = new Set<string>();

  constructor(object: JsonObject, findings: Findings, state?: string, prefix = '') {
    this.#object = object;
    this.#findings = findings;
    this.#state = state;
    this.#prefix = prefix;
  }

  get names(): string[] {
    return Object.keys(this.#object);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  fault(name: string, message: string): void {
    const field = this.#prefix + name;
    this.#findings.faults.push(this.#state === undefined ? { field, message } : { state: this.#state, field, message });
  }

  /** The raw value; undefined when absent. */
  take(name: string): unknown {
    this.#read.add(name);
    return this.has(name) ? this.#object[name] : undefined;
  }

  #typed<T>(name: string, what: string, fits: (value: unknown) => value is T): T | undefined {
    const value = this.take(name);
    if (value === undefined || fits(value)) return value;
    this.fault(name, `must be ${what}`);
    return undefined;
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'a string', (value) => typeof value === 'string');
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', (value) => typeof value === 'boolean');
  }

  integer(name: string, min: number, max: number): number | undefined {
    const fits = (value: unknown): value is number =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
    return this.#typed(name, `a whole number from ${min} to ${max}`, fits);
  }

  number(name: string, min: number): number | undefined {
    const fits = (value: unknown): value is number => typeof value === 'number' && value >= min;
    return this.#typed(name, `a number from ${min}`, fits);
  }

  /** `NAME` or `NAMEPath`; undefined when both are absent. The path reads the input after InputPath, before Parameters. */
  seconds(name: string, min: number): Seconds | undefined {
    const literal = this.integer(name, min, MAX_COUNT);
    const field = `${name}Path`;
    const path = this.path(field);
    if (this.has(name) && this.has(field)) this.fault(field, `cannot be combined with ${name}`);
    if (literal !== undefined) return () => literal;
    if (path === undefined) return undefined;
    return (input, context) => {
      const value = valueAt(path, field, input, context);
      if (Number.isInteger(value) && Number(value) >= min && Number(value) <= MAX_COUNT) return Number(value);
      throw new StateFault(
        'States.Runtime',
        `${field} '${path.text}' is not a whole number from ${min} to ${MAX_COUNT}.`,
      );
    };
  }

  /** A non-empty list of strings; empty after a fault. */
  texts(name: string): string[] {
    const value = this.take(name);
    const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    if (Array.isArray(value) && texts.length === value.length && texts.length > 0) return texts;
    this.fault(name, 'must be a list of strings, not empty');
    return [];
  }

  /** A path other than `$$.Task.Token`, which only the Parameters of a token task may read. */
  path(name: string): Path | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const path = parsePath(text);
    if (path !== undefined && !path.readsToken) return path;
    this.fault(name, `"${text}" is not a supported path here`);
    return undefined;
  }

  inputOrOutputPath(name: string): Path {
    return this.take(name) === null ? EMPTY_OBJECT : (this.path(name) ?? WHOLE_INPUT);
  }

  resultPath(name: string): PlaceResult {
    if (this.take(name) === null) return DISCARD_RESULT;
    const text = this.text(name);
    if (text === undefined) return REPLACE_INPUT;
    const placeResult = parseResultPath(text);
    if (placeResult === undefined) this.fault(name, `"${text}" is not a supported ResultPath`);
    return placeResult ?? REPLACE_INPUT;
  }

  /** The name of the next state. Whether it exists is checked after all states are compiled. */
  target(name: string): string | undefined {
    const to = this.text(name);
    if (to !== undefined) this.#findings.transitions.push({ from: this.#state ?? '', field: this.#prefix + name, to });
    return to;
  }

  requiredTarget(name: string): string {
    if (!this.has(name)) this.fault(name, 'is missing');
    return this.target(name) ?? '';
  }

  /** `Next`, or undefined for `"End": true`. */
  next(): string | undefined {
    const end = this.flag('End') === true;
    if (end === this.has('Next')) this.fault('Next', 'a state needs exactly one of Next and "End": true');
    return this.target('Next');
  }

  object(name: string): Fields | undefined {
    const value = this.#typed(name, 'an object', isObject);
    return value && new Fields(value, this.#findings, this.#state, `${this.#prefix}${name}.`);
  }

  /** A list of objects; empty when absent. */
  objects(name: string): Fields[] {
    const list = this.#typed(name, 'a list', Array.isArray) ?? [];
    return list.flatMap((item: unknown, index) => {
      if (isObject(item)) return [new Fields(item, this.#findings, this.#state, `${this.#prefix}${name}[${index}].`)];
      this.fault(`${name}[${index}]`, 'must be an object');
      return [];
    });
  }

  reportUnknown(): void {
    for (const name of this.names) if (!this.#read.has(name)) this.fault(name, 'is not supported here');
  }
}
