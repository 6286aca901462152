import type { ZodMiniType } from 'zod/mini';
import type { Clock, Log } from '../../ports.ts';

/** What came of reading one variable: its value, or what is wrong with it (never the text itself: it may be a secret). */
export type Reading<T> = { readonly value: T } | { readonly fault: string };

/** Reads the text of one variable; undefined when it is not set. An empty text counts as not set. */
export type Parser<T> = (text: string | undefined) => Reading<T>;

/** What an adapter may use besides its configuration. */
export interface Tools {
  readonly clock: Clock;
  readonly log: Log;
  /** The SDK client, with its calls in the trace. */
  readonly traced: <Client>(client: Client) => Client;
}

type Parsers = Readonly<Record<string, Parser<unknown>>>;
type Values<P extends Parsers> = { readonly [Name in keyof P]: P[Name] extends Parser<infer T> ? T : never };
type Environment = Readonly<Record<string, string | undefined>>;

export interface Configured<Port> {
  /** Which variable is wrong, and how; empty when all is well. */
  readonly faults: readonly string[];
  /** Only for when there are no faults. */
  readonly make: (tools: Tools) => Port;
}

/** How an adapter of a port is made: data, so that nothing happens on import and what it reads can be asked. */
export interface Adapter<Port> {
  /** The variables that it reads, with how each is read. */
  readonly reads: Parsers;
  /** Reads them all. */
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
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without faults there is a value under each name, of its parser's type
      return { faults, make: (tools) => make(values as Values<P>, tools) };
    },
  };
}

const required =
  <T>(parse: (text: string) => Reading<T>): Parser<T> =>
  (text) =>
    text === undefined ? { fault: 'is missing' } : parse(text);

/** Any text. */
export const text: Parser<string> = required((value) => ({ value }));

/** A text of this form; `form` is how a person would name it. */
export const matching = (pattern: RegExp, form: string): Parser<string> =>
  required((value) => (pattern.test(value) ? { value } : { fault: `is not ${form}` }));

/** `arn:aws:states:eu-west-1:123456789012:stateMachine:Meetings`; other partitions too. */
export const arn: Parser<string> = matching(/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:\S+$/, 'an ARN');

/** `rooms.example.org` */
export const domainName: Parser<string> = matching(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'a domain name in lower case');

/** Items with commas between them; at least one. */
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

/** A plain decimal number, in bounds. */
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
    return found === undefined ? { fault: `is none of ${words.join(', ')}` } : { value: found };
  });

/** JSON of this shape. */
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
    return { fault: `does not have the promised shape (${issues.join('; ')})` };
  });

/** May be left out; then it is this. */
export const optional =
  <T, Otherwise>(parse: Parser<T>, otherwise: Otherwise): Parser<T | Otherwise> =>
  (value) =>
    value === undefined ? { value: otherwise } : parse(value);
