import type { Ports } from '../../steps/ports.ts';

/** Methods that return a value, not a promise: they make no remote call. */
type LocalMethod<Port> = {
  [Name in keyof Port]-?: Port[Name] extends (...args: never[]) => unknown
    ? Port[Name] extends (...args: never[]) => Promise<unknown>
      ? never
      : Name
    : never;
}[keyof Port];

type CallsOf<Port> =
  | { readonly remote: false }
  | { readonly remote: true; readonly localMethods: Readonly<Record<LocalMethod<Port>, true>> };

/**
 * Each port needs an entry. Calls of a remote port can fail: the simulator puts faults into them, and tests can intercept
 * them. Calls of the other ports, and local methods, are never intercepted.
 */
const PORT_CALLS: { readonly [Name in keyof Ports]: CallsOf<Ports[Name]> } = {
  meetings: { remote: true, localMethods: {} },
  slots: { remote: true, localMethods: {} },
  days: { remote: true, localMethods: {} },
  readyTimes: { remote: true, localMethods: {} },
  series: { remote: true, localMethods: {} },
  seriesRuns: { remote: true, localMethods: {} },
  outbox: { remote: true, localMethods: {} },
  webhooks: { remote: true, localMethods: {} },
  calendars: { remote: true, localMethods: {} },
  actions: { remote: true, localMethods: {} },
  deliveryRuns: { remote: true, localMethods: {} },
  receivers: { remote: true, localMethods: { fault: true } },
  mail: { remote: true, localMethods: {} },
  hosts: { remote: true, localMethods: { plan: true } },
  buildHosts: { remote: true, localMethods: {} },
  images: { remote: true, localMethods: {} },
  // It never rejects.
  imageCheck: { remote: true, localMethods: {} },
  addresses: { remote: true, localMethods: {} },
  health: { remote: true, localMethods: {} },
  presenceRoute: { remote: true, localMethods: {} },
  workflow: { remote: true, localMethods: { consoleUrl: true } },
  wakeUps: { remote: true, localMethods: {} },
  // A function reads the secret once and caches it. Failures of that read are not simulated.
  secrets: { remote: false },
  settings: { remote: false },
  retention: { remote: false },
  clock: { remote: false },
  log: { remote: false },
};

export interface PortCall {
  /** The step or route that makes the call. */
  readonly caller: string;
  readonly port: keyof Ports;
  readonly method: string;
  readonly args: readonly unknown[];
  /** 1, 2, ...: counts all calls through the same interceptor. */
  readonly number: number;
}

/** Runs in place of a call. `make` makes the real call; the interceptor can skip, repeat or delay it. */
export type Interceptor = (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>;

/** By port: the methods that make no remote call. */
const REMOTE_PORTS = new Map<string | symbol, object>(
  Object.entries(PORT_CALLS).flatMap(([port, calls]) => (calls.remote ? [[port, calls.localMethods]] : [])),
);

/** Returns a function that wraps ports, so that each remote call of them runs the interceptor. */
export function interceptCalls(interceptor: Interceptor): (ports: Ports, caller: string) => Ports {
  let number = 0;
  return (ports, caller) => {
    const wrap = (port: keyof Ports, localMethods: object): object =>
      new Proxy(ports[port], {
        get: (target, method) => {
          const value: unknown = Reflect.get(target, method, target);
          if (typeof value !== 'function') return value;
          const call = value as (...args: unknown[]) => Promise<unknown>;
          if (method in localMethods) return call.bind(target);
          return (...args: unknown[]) =>
            interceptor({ caller, port, method: String(method), args, number: (number += 1) }, () =>
              call.apply(target, args),
            );
        },
      });
    // Wraps a port when it is first used: a function uses few of them.
    const wrapped = new Map<string | symbol, object>();
    return new Proxy(ports, {
      get: (target, name) => {
        const localMethods = REMOTE_PORTS.get(name);
        if (!localMethods) return Reflect.get(target, name, target) as unknown;
        const before = wrapped.get(name);
        if (before) return before;
        const port = wrap(name as keyof Ports, localMethods);
        wrapped.set(name, port);
        return port;
      },
    });
  };
}
