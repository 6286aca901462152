import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import { NETS, type NetName } from './nets.ts';
import type { Stream } from './random.ts';
import type { Caller, CallFault, Fault } from './scenario.ts';

const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;

export const LEVELS = ['none', 'default', 'harsh'] as const;
export type Level = (typeof LEVELS)[number];

/** How often things go wrong: shares of meetings, unless it says otherwise. */
export interface Rates {
  /** Of all calls of a function, those in which one call of a port goes wrong. */
  readonly call: number;
  /** Of hosts, for each way in which a host can be bad. */
  readonly host: Readonly<Record<'hangs' | 'boots slowly' | 'dies' | 'is stopped' | 'sickens', number>>;
  /** Weights of how many nets fail for one meeting. */
  readonly netsThatFail: readonly (readonly [weight: number, count: number])[];
  /** Wake-ups that come twice or up to a minute late, which is no failure of a net. */
  readonly untidyDelivery: number;
  readonly clocks: number;
  /** Of hours, for each candidate: no capacity. */
  readonly noCapacity: number;
  /** Of runs of the sweep by timer, those that die, and are repeated a minute later. */
  readonly sweepDies: number;
  /** Meetings that are cancelled in the seconds of their launch, while calls fail one after the other and EC2 is slow to know. */
  readonly rush: number;
  /** People whose browser vanishes, and who forget to leave. */
  readonly vanish: number;
  readonly forget: number;
}

export const RATES: Readonly<Record<Level, Rates>> = {
  none: {
    call: 0,
    host: { hangs: 0, 'boots slowly': 0, dies: 0, 'is stopped': 0, sickens: 0 },
    netsThatFail: [[1, 0]],
    untidyDelivery: 0,
    clocks: 0,
    noCapacity: 0,
    sweepDies: 0,
    rush: 0,
    vanish: 0.05,
    forget: 0.02,
  },
  default: {
    call: 0.01,
    host: { hangs: 0.01, 'boots slowly': 0.02, dies: 0.01, 'is stopped': 0.003, sickens: 0.005 },
    netsThatFail: [
      [85, 0],
      [10, 1],
      [5, 2],
    ],
    untidyDelivery: 0.1,
    clocks: 0.1,
    noCapacity: 0.02,
    sweepDies: 0.005,
    rush: 0.02,
    vanish: 0.1,
    forget: 0.03,
  },
  harsh: {
    call: 0.1,
    host: { hangs: 0.1, 'boots slowly': 0.1, dies: 0.1, 'is stopped': 0.02, sickens: 0.05 },
    netsThatFail: [
      [20, 0],
      [20, 1],
      [20, 2],
      [20, 3],
      [20, 4],
    ],
    untidyDelivery: 0.3,
    clocks: 0.3,
    noCapacity: 0.1,
    sweepDies: 0.1,
    rush: 0.02,
    vanish: 0.3,
    forget: 0.1,
  },
};

interface Called {
  /** How often it may be called for one meeting. */
  readonly times: number;
  /** Port calls that one call of it makes, or up to so many. */
  readonly ports: number;
  /** What is called once or twice in a meeting's life is hit more often than what is called hundreds of times. */
  readonly weight: number;
}

/** Functions that act for a meeting. */
const CALLED: Readonly<Partial<Record<Caller, Called>>> = {
  schedule: { times: 6, ports: 8, weight: 3 },
  launchHost: { times: 40, ports: 7, weight: 8 },
  checkHost: { times: 200, ports: 6, weight: 1 },
  openRoom: { times: 20, ports: 3, weight: 3 },
  decide: { times: 80, ports: 2, weight: 1 },
  holdMeeting: { times: 80, ports: 3, weight: 1 },
  tearDown: { times: 80, ports: 8, weight: 4 },
  join: { times: 400, ports: 1, weight: 1 },
  presence: { times: 600, ports: 4, weight: 1 },
  cancelMeeting: { times: 6, ports: 6, weight: 5 },
  endMeeting: { times: 6, ports: 5, weight: 5 },
};
const SWEPT: Called = { times: 40, ports: 8, weight: 1 };

const HOW: readonly (readonly [weight: number, how: CallFault])[] = [
  [20, 'fails before its effect'],
  [10, 'is throttled'],
  [30, 'fails after its effect'],
  [10, 'step dies before'],
  [15, 'step dies after'],
  [5, 'step hangs before'],
  [10, 'step hangs after'],
];

/** Which calls of ports go wrong in the functions that act for a meeting. */
export function callFaults(stream: Stream, rate: number): Fault[] {
  if (rate === 0) return [];
  return Object.entries(CALLED).flatMap(([caller, called]) => callFaultsOf(stream, caller as Caller, called, rate));
}

function callFaultsOf(stream: Stream, caller: Caller, { times, ports, weight }: Called, rate: number): Fault[] {
  const faults: Fault[] = [];
  const between = 1 / Math.min(0.5, rate * weight);
  let invocation = 0;
  while ((invocation += 1 + Math.floor(stream.exponential(between))) <= times)
    faults.push({ kind: 'call', caller, invocation, call: stream.whole(1, ports), how: stream.weighted(HOW) });
  return faults;
}

/** What is wrong with the hosts of a meeting, by their roles and attempts. */
export function hostFaults(stream: Stream, rates: Rates, roles: readonly HostRole[]): Fault[] {
  return roles.flatMap((role) =>
    [1, 2].flatMap((attempt) =>
      Object.entries(rates.host).flatMap(([how, rate]): Fault[] => {
        if (!stream.chance(rate)) return [];
        const after = how === 'boots slowly' ? stream.between(3, 25) * MINUTE : stream.between(0, 2) ** 2 * HOUR;
        return [{ kind: 'host', role, attempt, how: how as 'dies', after: Math.round(after) }];
      }),
    ),
  );
}

/**
 * The nets that fail for a meeting, and how: as many as the rates say, but never one that is
 * removed, and only one beside a removed one, for more than that is promised to nobody.
 */
export function netFaults(stream: Stream, rates: Rates, removed: ReadonlySet<NetName>, harsh: boolean): Fault[] {
  const left = NETS.filter((net) => !removed.has(net));
  const drawn = stream.weighted(rates.netsThatFail);
  const count = harsh || removed.size === 0 ? drawn : Math.min(drawn, 1);
  const failing = left
    .map((net) => [stream.next(), net] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, net]) => net);
  const untidy = (['schedules', 'events'] as const)
    .filter((kind) => stream.chance(rates.untidyDelivery) && !failing.includes(kind))
    .map((kind): Fault =>
      stream.chance(0.5)
        ? { kind, how: 'twice', by: Math.round(stream.between(0, 120) * SECOND) }
        : { kind, how: 'late', by: Math.round(stream.between(0, 60) * SECOND) },
    );
  return [...failing.flatMap((net) => failureOf(stream, net)), ...untidy];
}

function failureOf(stream: Stream, net: NetName): Fault[] {
  switch (net) {
    case 'chain':
      return [{ kind: 'aborted', at: Math.round(stream.between(-15, 140) * MINUTE) }];
    case 'schedules':
    case 'events': {
      if (stream.chance(0.4)) return [{ kind: net, how: 'never', by: 0 }];
      if (stream.chance(0.5))
        return [{ kind: net, how: 'late', by: Math.round(stream.exponential(20 * MINUTE) + MINUTE) }];
      return callFaultsOf(stream, net === 'schedules' ? 'sweep by schedule' : 'sweep by event', SWEPT, 0.3);
    }
    case 'sweep': {
      const from = Math.round(stream.between(-60, 120) * MINUTE);
      return [{ kind: 'sweep is blind', from, until: from + Math.round(stream.exponential(60 * MINUTE)) }];
    }
    case 'in-host': {
      const how = stream.chance(0.5) ? 'hangs before its timer' : 'has no timer';
      return [1, 2].map((attempt): Fault => ({ kind: 'host', attempt, how, after: 0 }));
    }
  }
}
