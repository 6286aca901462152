import { DAY, HOUR, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import type { HostRole } from '../../steps/domain/meeting.ts';
import { NETS, type NetName } from '../world/nets.ts';
import type { Stream } from './random.ts';
import type { Caller, CallFailure, Delivery, Fault } from './scenario.ts';

/** `outages`: the default faults, and what happens to services and hosts on bad days. */
export const LEVELS = ['none', 'default', 'harsh', 'outages'] as const;
export type Level = (typeof LEVELS)[number];

/** Rates of faults, from 0 to 1. A rate is a share of all meetings, unless its comment says otherwise. */
export interface Rates {
  /** Share of function invocations in which one port call fails. */
  readonly call: number;
  /** Share of hosts, for each host fault. */
  readonly host: Readonly<
    Record<'hangs' | 'boots slowly' | 'dies' | 'is stopped' | 'sickens' | 'loses its network', number>
  >;
  /** Weights for the number of safety nets that fail for one meeting. */
  readonly netsThatFail: readonly (readonly [weight: number, count: number])[];
  /** Wake-ups and events that arrive twice, or up to a minute late. This does not count as a failed safety net. */
  readonly untidyDelivery: number;
  /** Meetings whose functions run with clock offsets. */
  readonly clocks: number;
  /** Share of hours in which a candidate has no capacity. */
  readonly noCapacity: number;
  /** Share of the sweeps by timer that die. Lambda retries them a minute later. */
  readonly sweepDies: number;
  /** Share of the sweeps by timer in which some port calls fail, those for all meetings too. */
  readonly sweepCalls: number;
  /** Meetings that are cancelled within 20 s of their launch, while many calls fail and EC2's look-ups lag. */
  readonly rush: number;
  /** Share of look-ups of hosts that are empty although there are hosts. */
  readonly emptyLookUps: number;
  /** Share of launches whose call fails, but that take effect up to 150 s later. */
  readonly lateLaunches: number;
  /** Meetings whose stream records are lost, late or delivered twice. */
  readonly stream: number;
  /** Meetings for which the receivers of events are down for some time, and for which they are flaky. */
  readonly receivers: Readonly<Record<'is down' | 'is flaky', number>>;
  /** Meetings for which the mail service is down for some time, and for which it is flaky. */
  readonly mailService: Readonly<Record<'is down' | 'is flaky', number>>;
  /**
   * `acts`: mean number of builds by an operator on a day with meetings. There are half as many deployments that change what is
   * installed, and a quarter as many deletions of the image, about the time of a build. The others are shares of builds: that an operator stops, or of which a
   * part is slow, or fails.
   */
  readonly builds: Readonly<Record<'acts' | 'aborted' | 'slow' | 'never', number>>;
  /** Share of visits that end without "left": the browser disappears. */
  readonly vanish: number;
  /** Share of visits that never end: the page stays open. */
  readonly forget: number;
}

const RATES_BY_LEVEL: Readonly<Record<Exclude<Level, 'outages'>, Rates>> = {
  none: {
    call: 0,
    host: { hangs: 0, 'boots slowly': 0, dies: 0, 'is stopped': 0, sickens: 0, 'loses its network': 0 },
    netsThatFail: [[1, 0]],
    untidyDelivery: 0,
    clocks: 0,
    noCapacity: 0,
    sweepDies: 0,
    sweepCalls: 0,
    rush: 0,
    emptyLookUps: 0,
    lateLaunches: 0,
    stream: 0,
    receivers: { 'is down': 0, 'is flaky': 0 },
    mailService: { 'is down': 0, 'is flaky': 0 },
    builds: { acts: 0, aborted: 0, slow: 0, never: 0 },
    vanish: 0.05,
    forget: 0.02,
  },
  default: {
    call: 0.01,
    host: {
      hangs: 0.01,
      'boots slowly': 0.02,
      dies: 0.01,
      'is stopped': 0.003,
      sickens: 0.005,
      'loses its network': 0,
    },
    netsThatFail: [
      [85, 0],
      [10, 1],
      [5, 2],
    ],
    untidyDelivery: 0.1,
    clocks: 0.1,
    noCapacity: 0.02,
    sweepDies: 0.005,
    sweepCalls: 0.1,
    rush: 0.02,
    emptyLookUps: 0,
    lateLaunches: 0,
    stream: 0.05,
    receivers: { 'is down': 0.03, 'is flaky': 0.1 },
    mailService: { 'is down': 0.05, 'is flaky': 0.2 },
    builds: { acts: 2, aborted: 0.1, slow: 0.1, never: 0.05 },
    vanish: 0.1,
    forget: 0.03,
  },
  harsh: {
    call: 0.1,
    host: { hangs: 0.1, 'boots slowly': 0.1, dies: 0.1, 'is stopped': 0.02, sickens: 0.05, 'loses its network': 0 },
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
    sweepCalls: 0.3,
    rush: 0.02,
    emptyLookUps: 0,
    lateLaunches: 0,
    stream: 0.3,
    receivers: { 'is down': 0.1, 'is flaky': 0.5 },
    mailService: { 'is down': 0.2, 'is flaky': 0.5 },
    builds: { acts: 4, aborted: 0.3, slow: 0.3, never: 0.1 },
    vanish: 0.3,
    forget: 0.1,
  },
};

export const RATES: Readonly<Record<Level, Rates>> = {
  ...RATES_BY_LEVEL,
  outages: {
    ...RATES_BY_LEVEL.default,
    host: { ...RATES_BY_LEVEL.default.host, 'loses its network': 0.01 },
    emptyLookUps: 0.002,
    lateLaunches: 0.005,
  },
};

interface CallVolume {
  /** Most invocations for one meeting. */
  readonly invocations: number;
  /** Most port calls in one invocation. */
  readonly portCalls: number;
  /** Multiplies the rate. Functions that run once or twice for a meeting have a higher weight. */
  readonly weight: number;
}

/** Functions that act for one meeting. */
const CALL_VOLUMES: Readonly<Partial<Record<Caller, CallVolume>>> = {
  schedule: { invocations: 6, portCalls: 8, weight: 3 },
  launchHost: { invocations: 40, portCalls: 7, weight: 8 },
  checkHost: { invocations: 200, portCalls: 6, weight: 1 },
  openRoom: { invocations: 20, portCalls: 3, weight: 3 },
  decide: { invocations: 80, portCalls: 5, weight: 1 },
  holdMeeting: { invocations: 80, portCalls: 3, weight: 1 },
  tearDown: { invocations: 80, portCalls: 8, weight: 4 },
  join: { invocations: 400, portCalls: 1, weight: 1 },
  presence: { invocations: 600, portCalls: 4, weight: 1 },
  cancelMeeting: { invocations: 6, portCalls: 6, weight: 5 },
  giveFeedback: { invocations: 6, portCalls: 3, weight: 1 },
  endMeeting: { invocations: 6, portCalls: 5, weight: 5 },
  hostPresence: { invocations: 300, portCalls: 4, weight: 1 },
  changeMeeting: { invocations: 6, portCalls: 12, weight: 12 },
  extendMeeting: { invocations: 4, portCalls: 3, weight: 5 },
  startLate: { invocations: 4, portCalls: 3, weight: 5 },
  tell: { invocations: 20, portCalls: 7, weight: 5 },
  deliverEvent: { invocations: 40, portCalls: 7, weight: 3 },
  sendNotices: { invocations: 20, portCalls: 8, weight: 4 },
};
/** Functions that act for one series. */
const SERIES_VOLUMES: Readonly<Partial<Record<Caller, CallVolume>>> = {
  createSeries: { invocations: 6, portCalls: 3, weight: 10 },
  changeSeries: { invocations: 12, portCalls: 12, weight: 15 },
  endSeries: { invocations: 8, portCalls: 5, weight: 15 },
  fillSeries: { invocations: 60, portCalls: 200, weight: 6 },
};
/** Functions that act for one build of an image. */
const BUILD_VOLUMES: Readonly<Partial<Record<Caller, CallVolume>>> = {
  installHost: { invocations: 90, portCalls: 4, weight: 4 },
  createImage: { invocations: 90, portCalls: 4, weight: 4 },
  testImage: { invocations: 50, portCalls: 5, weight: 4 },
  publishImage: { invocations: 8, portCalls: 4, weight: 15 },
  endBuild: { invocations: 30, portCalls: 8, weight: 10 },
};
const SWEEP_VOLUME: CallVolume = { invocations: 40, portCalls: 8, weight: 1 };

const CALL_FAILURES: readonly (readonly [weight: number, how: CallFailure])[] = [
  [20, 'fails before its effect'],
  [10, 'is throttled'],
  [30, 'fails after its effect'],
  [10, 'step dies before'],
  [15, 'step dies after'],
  [5, 'step hangs before'],
  [10, 'step hangs after'],
  [10, 'step runs twice'],
];

/** Faults in the port calls of the functions that act for one meeting. */
export const callFaults = (stream: Stream, rate: number): Fault[] => faultsOf(CALL_VOLUMES, stream, rate);

/** Faults in the port calls of the functions that act for one series. */
export const seriesFaults = (stream: Stream, rate: number): Fault[] => faultsOf(SERIES_VOLUMES, stream, rate);

/** Faults in the port calls of the functions that act for one build of an image. */
export const buildFaults = (stream: Stream, rate: number): Fault[] => faultsOf(BUILD_VOLUMES, stream, rate);

function faultsOf(volumes: Readonly<Partial<Record<Caller, CallVolume>>>, stream: Stream, rate: number): Fault[] {
  if (rate === 0) return [];
  return Object.entries(volumes).flatMap(([caller, volume]) => callFaultsOf(stream, caller as Caller, volume, rate));
}

function callFaultsOf(stream: Stream, caller: Caller, volume: CallVolume, rate: number): Fault[] {
  const { invocations, portCalls, weight } = volume;
  const faults: Fault[] = [];
  const meanDistance = 1 / Math.min(0.5, rate * weight);
  let invocation = 0;
  while ((invocation += 1 + Math.floor(stream.exponential(meanDistance))) <= invocations) {
    const call = stream.whole(1, portCalls);
    faults.push({ kind: 'call', caller, invocation, call, how: stream.weighted(CALL_FAILURES) });
  }
  return faults;
}

/** Faults of a meeting's hosts, for each role and attempt. */
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

/** What happens to the mails of a meeting. */
export function mailFaults(stream: Stream, { mailService }: Rates): Fault[] {
  const faults: Fault[] = [];
  if (stream.chance(mailService['is down'])) {
    const from = Math.round(stream.between(-30 * HOUR, 2 * HOUR));
    const lasts = Math.round(Math.min(stream.exponential(3 * HOUR), 12 * HOUR));
    faults.push({ kind: 'mail service', how: 'is down', from, until: from + lasts });
  }
  if (stream.chance(mailService['is flaky']))
    faults.push({ kind: 'mail service', how: 'is flaky', from: -14 * DAY, until: 2 * DAY });
  return faults;
}

/** What happens to the events of a meeting on their way. No receiver is down for longer than its deliveries are repeated. */
export function receiverFaults(stream: Stream, rates: Rates): Fault[] {
  const { receivers } = rates;
  const faults: Fault[] = [];
  if (stream.chance(rates.stream)) {
    const how = stream.weighted<Delivery>([
      [40, 'never'],
      [40, 'late'],
      [20, 'twice'],
    ]);
    faults.push({ kind: 'stream', how, by: Math.round(stream.exponential(MINUTE)) });
  }
  if (stream.chance(receivers['is down'])) {
    const from = Math.round(stream.between(-60, 120) * MINUTE);
    const lasts = Math.round(Math.min(stream.exponential(2 * HOUR), 12 * HOUR));
    faults.push({ kind: 'receiver', how: 'is down', from, until: from + lasts });
  }
  if (stream.chance(receivers['is flaky']))
    faults.push({ kind: 'receiver', how: 'is flaky', from: -14 * DAY, until: 2 * DAY });
  return faults;
}

/**
 * The safety nets that fail for one meeting. The rates give their number. When a run removes a net, at most one other fails
 * (unless faults are harsh), because the promises hold only then.
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
  return [...failing.flatMap((net) => failureOf(stream, net, rates)), ...untidy];
}

function failureOf(stream: Stream, net: NetName, rates: Rates): Fault[] {
  switch (net) {
    case 'chain':
      return [{ kind: 'aborted', at: Math.round(stream.between(-15, 140) * MINUTE) }];
    case 'schedules':
    case 'events': {
      if (stream.chance(0.4)) return [{ kind: net, how: 'never', by: 0 }];
      if (stream.chance(0.5))
        return [{ kind: net, how: 'late', by: Math.round(stream.exponential(20 * MINUTE) + MINUTE) }];
      return callFaultsOf(stream, net === 'schedules' ? 'sweep by schedule' : 'sweep by event', SWEEP_VOLUME, 0.3);
    }
    case 'sweep': {
      const from = Math.round(stream.between(-60, 120) * MINUTE);
      return [{ kind: 'sweep is blind', from, until: from + Math.round(stream.exponential(60 * MINUTE)) }];
    }
    case 'in-host': {
      // The timer fails on both hosts. That the first one hangs says nothing about its replacement, which is another machine.
      return [0.5, rates.host.hangs].map((hangs, index): Fault => {
        const how = stream.chance(hangs) ? 'hangs before its timer' : 'has no timer';
        return { kind: 'host', attempt: index + 1, how, after: 0 };
      });
    }
  }
}
