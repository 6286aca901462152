import type { Clock, Log } from '../steps/ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One line an event, by the runtime's clock. */
export function makeLog(clock: Clock, write: (line: string) => void, own: Fields = {}): Log {
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      const rest = Object.entries({ ...own, ...fields }).map(([name, value]) => ` ${name}=${shown(value)}`);
      write(`${new Date(clock.now()).toISOString()} ${level} ${message}${rest.join('')}\n`);
    };
  return { info: line('info '), warn: line('warn '), error: line('error'), count: () => undefined };
}

const shown = (value: unknown): string => {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
};
