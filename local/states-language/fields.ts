import type { Fault } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import { NOTHING, parsePath, parsePlace, DISCARD, type Path, type Place, REPLACE, WHOLE } from './paths.ts';

/** What compiling gathers: all faults, and which state leads where. */
export class Findings {
  readonly faults: Fault[] = [];
  readonly roads: { from: string; field: string; to: string }[] = [];
}

/**
 * The fields of one object of the definition. Each reader reports what is wrong and answers a harmless value, so that all
 * faults are found in one go; `close` reports the fields that nobody asked for.
 */
export class Fields {
  readonly #object: JsonObject;
  readonly #findings: Findings;
  readonly #state: string | undefined;
  readonly #prefix: string;
  readonly #asked = new Set<string>();

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

  /** The raw value, undefined when absent. */
  take(name: string): unknown {
    this.#asked.add(name);
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

  /** A non-empty list of strings; empty after a fault. */
  texts(name: string): string[] {
    const value = this.take(name);
    const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    if (Array.isArray(value) && texts.length === value.length && texts.length > 0) return texts;
    this.fault(name, 'must be a list of strings, not empty');
    return [];
  }

  /** A path; `$$.Task.Token` is refused, for only the Parameters of a token task know a token. */
  path(name: string): Path | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const path = parsePath(text);
    if (path !== undefined && !path.readsToken) return path;
    this.fault(name, `"${text}" is not a path that can be used here`);
    return undefined;
  }

  /** InputPath and OutputPath. */
  wholeOrPath(name: string): Path {
    return this.take(name) === null ? NOTHING : (this.path(name) ?? WHOLE);
  }

  /** ResultPath. */
  place(name: string): Place {
    if (this.take(name) === null) return DISCARD;
    const text = this.text(name);
    if (text === undefined) return REPLACE;
    const place = parsePlace(text);
    if (place === undefined) this.fault(name, `"${text}" is not a path that a result can be put at`);
    return place ?? REPLACE;
  }

  /** The name of another state; whether it exists is checked when all states are known. */
  target(name: string): string | undefined {
    const to = this.text(name);
    if (to !== undefined) this.#findings.roads.push({ from: this.#state ?? '', field: this.#prefix + name, to });
    return to;
  }

  requiredTarget(name: string): string {
    if (!this.has(name)) this.fault(name, 'is missing');
    return this.target(name) ?? '';
  }

  /** `Next`, or undefined for `"End": true`. */
  next(): string | undefined {
    const end = this.flag('End') === true;
    if (end === this.has('Next')) this.fault('Next', 'exactly one of Next and "End": true is needed');
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

  /** Reports every field that was never asked for. */
  close(): void {
    for (const name of this.names) if (!this.#asked.has(name)) this.fault(name, 'is not known here');
  }
}
