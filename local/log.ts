import type { Clock, Log } from '../steps/ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Writes one line for each event, with the local time. */
export function makeLog(clock: Clock, write: (line: string) => void, common: Fields = {}): Log {
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      const rest = Object.entries({ ...common, ...fields }).map(([name, value]) => ` ${name}=${toText(value)}`);
      write(`${new Date(clock.now()).toISOString()} ${level} ${message}${rest.join('')}\n`);
    };
  return { info: line('info '), warn: line('warn '), error: line('error'), count: () => undefined };
}

const toText = (value: unknown): string => {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
};
