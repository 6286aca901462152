import type { ZodMiniType } from 'zod/mini';
import { DOMAIN_NAME, HOSTED_ZONE_ID } from '../../domain/formats.ts';
import type { Clock, Log } from '../../ports.ts';

/** The value of a variable, or its fault. A fault never contains the text of the variable, which may be a secret. */
export type Reading<T> = { readonly value: T } | { readonly fault: string };

/** Parses the text of a variable; undefined when it is not set or empty. */
export type Parser<T> = (text: string | undefined) => Reading<T>;

/** What every adapter gets besides its configuration. */
export interface Tools {
  readonly clock: Clock;
  readonly log: Log;
  /** Adds the calls of an SDK client to the trace. */
  readonly traced: <Client>(client: Client) => Client;
}

type Parsers = Readonly<Record<string, Parser<unknown>>>;
type Values<P extends Parsers> = { readonly [Name in keyof P]: P[Name] extends Parser<infer T> ? T : never };
type Environment = Readonly<Record<string, string | undefined>>;

export interface Configured<Port> {
  /** Each faulty variable with its fault. */
  readonly faults: readonly string[];
  /** Call it only without faults. */
  readonly make: (tools: Tools) => Port;
}

/** A factory for an adapter of a port. Its import has no side effects, and it lists the variables that it reads. */
export interface Adapter<Port> {
  /** Parsers by variable. */
  readonly reads: Parsers;
  /** Parses all variables. */
  configure(environment: Environment): Configured<Port>;
}

/** `adapter({ TABLE_NAME: text }, (env, tools) => new DynamoMeetings(..., env.TABLE_NAME))` */
export function adapter<Port, P extends Parsers>(
  reads: P,
  make: (env: Values<P>, tools: Tools) => Port,
): Adapter<Port> {
  return {
    reads,
    configure(environment) {
      const values: Record<string, unknown> = {};
      const faults: string[] = [];
      for (const [name, parse] of Object.entries(reads)) {
        const reading = parse(environment[name] || undefined);
        if ('fault' in reading) faults.push(`${name} ${reading.fault}`);
        else values[name] = reading.value;
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without faults, each name has a value of its parser's type
      return { faults, make: (tools) => make(values as Values<P>, tools) };
    },
  };
}

/** A variable that has no default. */
export const required =
  <T>(parse: (text: string) => Reading<T>): Parser<T> =>
  (text) =>
    text === undefined ? { fault: 'is missing' } : parse(text);

/** Any text that is not empty. */
export const text: Parser<string> = required((value) => ({ value }));

/** A text that matches the pattern. `form` describes it for the fault. */
export const matching = (pattern: RegExp, form: string): Parser<string> =>
  required((value) => (pattern.test(value) ? { value } : { fault: `is not ${form}` }));

/** `arn:aws:states:eu-west-1:123456789012:stateMachine:Meetings`, in any partition. */
export const arn: Parser<string> = matching(/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:\S+$/, 'an ARN');

/** `rooms.example.org` */
export const domainName: Parser<string> = matching(DOMAIN_NAME, 'a domain name in lower case');

export const hostedZoneId: Parser<string> = matching(HOSTED_ZONE_ID, 'the id of a hosted zone');

export const launchTemplate: Parser<string> = matching(
  /^lt-\w+:\d+$/,
  'a launch template and its version (lt-0123456789abcdef0:7)',
);

/** Items separated by commas, at least one. */
export const list = <T>(item: Parser<T>): Parser<readonly T[]> =>
  required((value) => {
    const values: T[] = [];
    for (const part of value.split(',')) {
      const reading = item(part.trim() || undefined);
      if ('fault' in reading) return { fault: `has an item that ${reading.fault}` };
      values.push(reading.value);
    }
    return { value: values };
  });

/** A decimal number without exponent. */
export const number = ({ min, whole = false }: { readonly min: number; readonly whole?: boolean }): Parser<number> =>
  required((value) => {
    const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    return parsed >= min && (!whole || Number.isSafeInteger(parsed))
      ? { value: parsed }
      : { fault: `is not a ${whole ? 'whole number' : 'number'} of at least ${min}` };
  });

/** One of these words. */
export const oneOf = <Word extends string>(words: readonly Word[]): Parser<Word> =>
  required((value) => {
    const found = words.find((word) => word === value);
    return found === undefined ? { fault: `is not one of ${words.join(', ')}` } : { value: found };
  });

/** JSON that matches the schema. */
export const json = <T>(schema: ZodMiniType<T>): Parser<T> =>
  required((value) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      return { fault: 'is not JSON' };
    }
    const result = schema.safeParse(parsed);
    if (result.success) return { value: result.data };
    const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
    return { fault: `does not match the schema (${issues.join('; ')})` };
  });

/** A variable with a default. */
export const optional =
  <T, Otherwise>(parse: Parser<T>, otherwise: Otherwise): Parser<T | Otherwise> =>
  (value) =>
    value === undefined ? { value: otherwise } : parse(value);
