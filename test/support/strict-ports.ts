import type { Ports } from '../../steps/ports.ts';

/** Some methods of some ports. */
type Expected = { readonly [Port in keyof Ports]?: Partial<Ports[Port]> };

/** All ports. Only the given methods work; every other method throws an error with its name. */
export const strictPorts = (expected: Expected): Ports => ({
  meetings: port('meetings', expected.meetings),
  slots: port('slots', expected.slots),
  days: port('days', expected.days),
  readyTimes: port('readyTimes', expected.readyTimes),
  series: port('series', expected.series),
  seriesRuns: port('seriesRuns', expected.seriesRuns),
  outbox: port('outbox', expected.outbox),
  webhooks: port('webhooks', expected.webhooks),
  actions: port('actions', expected.actions),
  calendars: port('calendars', expected.calendars),
  deliveryRuns: port('deliveryRuns', expected.deliveryRuns),
  receivers: port('receivers', expected.receivers),
  mail: port('mail', expected.mail),
  hosts: port('hosts', expected.hosts),
  buildHosts: port('buildHosts', expected.buildHosts),
  images: port('images', expected.images),
  imageCheck: port('imageCheck', expected.imageCheck),
  addresses: port('addresses', expected.addresses),
  health: port('health', expected.health),
  presenceRoute: port('presenceRoute', expected.presenceRoute),
  workflow: port('workflow', expected.workflow),
  wakeUps: port('wakeUps', expected.wakeUps),
  secrets: port('secrets', expected.secrets),
  settings: port('settings', expected.settings),
  retention: port('retention', expected.retention),
  clock: port('clock', expected.clock),
  log: port('log', expected.log),
});

/** One port of `strictPorts`. */
export const port = <Name extends keyof Ports>(name: Name, expected: Partial<Ports[Name]> = {}): Ports[Name] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy provides the missing methods
  new Proxy(expected, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      // Bound to the target, because a proxy can't access private fields.
      if (typeof found === 'function') return found.bind(target) as unknown;
      // Promises and Jest matchers read these keys of any object.
      if (found !== undefined || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return found;
      return () => {
        throw new Error(`${name}.${key} was called, but this test does not expect it`);
      };
    },
  }) as Ports[Name];
