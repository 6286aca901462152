import type { Ports } from '../../steps/ports.ts';

/** Some methods of some ports. */
export type Expected = { readonly [Port in keyof Ports]?: Partial<Ports[Port]> };

/**
 * All ports, of which only the given methods may be called: every other one throws, naming
 * itself. So a test says what a step may do, and a call that nobody thought of shows at once.
 */
export const refusing = (expected: Expected): Ports => ({
  meetings: port('meetings', expected.meetings),
  hosts: port('hosts', expected.hosts),
  addresses: port('addresses', expected.addresses),
  health: port('health', expected.health),
  workflow: port('workflow', expected.workflow),
  wakeUps: port('wakeUps', expected.wakeUps),
  secrets: port('secrets', expected.secrets),
  settings: port('settings', expected.settings),
  clock: port('clock', expected.clock),
  log: port('log', expected.log),
});

/** One of them. */
export const port = <Name extends keyof Ports>(name: Name, expected: Partial<Ports[Name]> = {}): Ports[Name] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever is missing is answered by the proxy
  new Proxy(expected, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      // Bound to the target: adapters have private fields, which a proxy does not.
      if (typeof found === 'function') return found.bind(target) as unknown;
      // Promises and matchers look for these on anything.
      if (found !== undefined || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return found;
      return () => {
        throw new Error(`${name}.${key} was called, which this test does not expect`);
      };
    },
  }) as Ports[Name];
