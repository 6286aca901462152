import type { Ports } from '../../steps/ports.ts';

const WATCHED = ['meetings', 'hosts', 'addresses', 'health', 'workflow', 'wakeUps'] as const;

export interface PortCall {
  /** The step or route that calls. */
  readonly caller: string;
  readonly port: (typeof WATCHED)[number];
  readonly method: string;
  /** 1, 2, ...: of all calls so far. */
  readonly number: number;
}

/** Stands between every caller and its ports: `around` makes the call, or not, or twice, and does what it likes beside it. */
export function interposed(around: (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>) {
  let number = 0;
  return (ports: Ports, caller: string): Ports => {
    const watched = WATCHED.map((port) => [
      port,
      new Proxy(ports[port], {
        get: (target, method) => {
          const value: unknown = Reflect.get(target, method, target);
          if (typeof value !== 'function' || method === 'plan' || method === 'consoleUrl')
            return typeof value === 'function' ? value.bind(target) : value;
          return (...args: unknown[]): Promise<unknown> => {
            const call = { caller, port, method: String(method), number: ++number };
            return around(call, () => (value as (...all: unknown[]) => Promise<unknown>).apply(target, args));
          };
        },
      }),
    ]);
    return { ...ports, ...Object.fromEntries(watched) };
  };
}
