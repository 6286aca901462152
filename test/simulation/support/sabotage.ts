import type { RunOptions } from '../../../simulation/run.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { Ports } from '../../../steps/ports.ts';

/** Stands between all functions and their ports, and breaks something on purpose. */
export type Sabotage = NonNullable<RunOptions['between']>;

/** The port with some of its methods replaced; the others stay bound to the real one. */
export function altered<Name extends keyof Ports>(ports: Ports, name: Name, methods: Partial<Ports[Name]>): Ports {
  const port = ports[name] as object;
  const replaced = methods as Record<string | symbol, unknown>;
  const proxy = new Proxy(port, {
    get: (target, method) => {
      if (method in replaced) return replaced[method];
      const value: unknown = Reflect.get(target, method, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...ports, [name]: proxy };
}

/** Every row that is read is shown otherwise; what is written is put right by `back`, which has the real row. */
export function shownAs(
  ports: Ports,
  show: (row: Meeting) => Meeting,
  back: (written: Meeting, real: Meeting) => Meeting = (written) => written,
): Ports {
  const { meetings } = ports;
  return altered(ports, 'meetings', {
    find: async (id) => {
      const row = await meetings.find(id);
      return row && show(row);
    },
    list: async (query) => {
      const page = await meetings.list(query);
      return { ...page, meetings: page.meetings.map(show) };
    },
    replace: async (written, seen) => {
      const real = await meetings.find(written.id);
      return meetings.replace(real ? back(written, real) : written, seen);
    },
  });
}

let launches = 0;

/** Each call of EC2 bears another client token. */
export const freshTokens: Sabotage = (ports) =>
  altered(ports, 'hosts', {
    launch: (order) => ports.hosts.launch({ ...order, clientToken: `${order.clientToken}-${(launches += 1)}` }),
  });

/** The row says ENDED, and then its hosts are ended. */
export const endedFirst: Sabotage = (ports) => {
  const owed: string[] = [];
  const pretending = altered(ports, 'hosts', {
    end: async (id) => {
      owed.push(id);
      return 'gone';
    },
  });
  return altered(pretending, 'wakeUps', {
    disarm: async (id, revision) => {
      await ports.wakeUps.disarm(id, revision);
      for (const host of owed.splice(0)) await ports.hosts.end(host);
    },
  });
};

/** The sweep does not see that people are in a room. */
export const blindToPeople: Sabotage = (ports, caller) =>
  caller === 'sweep'
    ? shownAs(
        ports,
        (row) => ({ ...row, attendance: {} }),
        (written, { attendance }) => ({ ...written, attendance }),
      )
    : ports;

/** A launch without an answer is taken for one that was refused. */
export const forgetsUnknown: Sabotage = (ports, caller) =>
  caller === 'launchHost'
    ? shownAs(ports, (row) => ({
        ...row,
        intents: Object.fromEntries(
          Object.entries(row.intents).map(([role, intent]) => [role, { ...intent, state: 'refused' as const }]),
        ),
      }))
    : ports;
