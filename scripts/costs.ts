import { dollarsPerHour, FREE_TRANSITIONS, INSTANCE_HOUR, PRICES } from '../infra/prices.ts';
import { FUNCTIONS, type FunctionName } from '../infra/functions.ts';
import { HOST_KIND_SPECS } from '../infra/host-kinds.ts';
import { HOUR } from '../steps/domain/instants.ts';
import { launchLead } from '../steps/domain/launch-lead.ts';
import { PROBE_EVERY } from '../steps/listening/probe-presence.ts';
import { TELL_EVERY } from '../steps/telling/tell.ts';
import { SWEEP_EVERY } from '../steps/sweep/timer.ts';
import { interceptCalls } from '../simulation/world/intercept-calls.ts';
import { Stage } from '../test/support/stage.ts';
import { table } from './tables.ts';

/** What one meeting uses, measured in a simulated meeting. */
export interface Usage {
  readonly hostHours: number;
  readonly transitions: number;
  /** Requests to the API. */
  readonly requests: number;
  /** Invocations of functions: requests and steps. */
  readonly calls: number;
  readonly gibSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

const HOST = 't4g.medium';
const VOLUME_GIB = 8;
/** Estimates, not measured on AWS: duration and log size of one invocation. */
const SECONDS_PER_CALL = 0.1;
const LOG_BYTES_PER_CALL = 2_500;
const SECONDS_PER_PROBE = 0.03;
/** Requests of the join page before the room is open, by two people who come five minutes early. */
const JOIN_REQUESTS = 20;
const HOURS_PER_MONTH = 730;
/** By timer. */
const SWEEPS_PER_MONTH = (HOURS_PER_MONTH * HOUR) / SWEEP_EVERY;
const PROBES_PER_MONTH = (HOURS_PER_MONTH * HOUR) / PROBE_EVERY;
const TELLS_PER_MONTH = (HOURS_PER_MONTH * HOUR) / TELL_EVERY;

/** A meeting of one hour: both people join at the meeting time, send presence every 30 seconds, and leave after an hour. */
export async function measured(): Promise<Usage> {
  let calls = 0;
  let gibSeconds = 0;
  let requests = 0;
  let writeUnits = 0;
  let readUnits = 0;
  const countCall = (caller: FunctionName): void => {
    calls += 1;
    gibSeconds += (FUNCTIONS[caller].memory / 1024) * SECONDS_PER_CALL;
  };
  const watch = interceptCalls(async ({ caller, port, method }, make) => {
    const result = await make();
    if (port === 'presenceRoute') requests += 1;
    // By the timer it finds nothing, and is a standing cost.
    if (caller === 'tell' && method === 'find') countCall('tell');
    if (port === 'webhooks') readUnits += 1;
    if (port !== 'meetings') return result;
    const KiB = rowBytes / 1024;
    // The index doubles the cost of a write.
    if (/^(insert|replace|saveIdempotencyRecord|setMark)$/.test(method)) writeUnits += 2 * Math.max(1, Math.ceil(KiB));
    else readUnits += Math.max(1, Math.ceil(KiB / 4));
    return result;
  });
  let rowBytes = 0;
  const stage = new Stage({
    telling: true,
    between: (ports, caller) => {
      // Runs of the sweep by timer are standing costs.
      if (caller === 'sweep') return ports;
      // So are the probes, except for the requests that they make. Meetings at the same time share these.
      if (caller === 'probePresence') return watch(ports, caller);
      if (caller !== 'tell') countCall(caller as FunctionName);
      return watch(ports, caller);
    },
    onWrite: (row) => {
      if (row) rowBytes = JSON.stringify(row).length;
    },
  });
  await stage.schedule();
  for (let minute = 0; minute <= 60; minute += 0.5) {
    await stage.at(minute);
    for (const role of ['teacher', 'student'] as const) await stage.say(role, minute === 0 ? 'joined' : 'present');
    requests += 2;
  }
  await stage.at(120);
  const [machine] = stage.world.ec2.machinesOf(stage.id);
  if (!machine?.endedAt) throw new Error('the measured meeting did not end');
  return {
    hostHours: (machine.endedAt - machine.host.launchedAt) / HOUR,
    transitions: stage.path.length,
    requests: requests + JOIN_REQUESTS + 1,
    calls: calls + JOIN_REQUESTS,
    gibSeconds: gibSeconds + JOIN_REQUESTS * 0.5 * SECONDS_PER_CALL,
    writeUnits,
    readUnits: readUnits + JOIN_REQUESTS,
  };
}

const volumeHour = (gib: number): number => (gib * PRICES.volumeGibMonth.dollars) / HOURS_PER_MONTH;
const hostHour = (): number => (dollarsPerHour(HOST) ?? 0) + volumeHour(VOLUME_GIB);

/** Dollars for one meeting, by item. Does not subtract free tiers; `month` subtracts free transitions. */
export const perMeeting = (used: Usage): Readonly<Record<string, number>> => ({
  'host, its address and volume': used.hostHours * hostHour(),
  'API requests': used.requests * PRICES.apiRequest.dollars,
  functions: used.calls * PRICES.lambdaRequest.dollars + used.gibSeconds * PRICES.lambdaGibSecond.dollars,
  table: used.writeUnits * PRICES.dynamoWriteUnit.dollars + used.readUnits * PRICES.dynamoReadUnit.dollars,
  logs: ((used.calls * LOG_BYTES_PER_CALL) / 2 ** 30) * PRICES.logGib.dollars,
});

/** Costs in dollars per month without any meeting. Alarms, metrics and the dashboard are within their free tiers. */
export const standing = (): Readonly<Record<string, number>> => ({
  'link secret': PRICES.secretMonth.dollars,
  'the sweep, every five minutes':
    SWEEPS_PER_MONTH * (PRICES.lambdaRequest.dollars + SECONDS_PER_CALL * PRICES.lambdaGibSecond.dollars) +
    ((SWEEPS_PER_MONTH * LOG_BYTES_PER_CALL) / 2 ** 30) * PRICES.logGib.dollars,
  // A probe without a meeting is one query and logs nothing.
  'the probe of presence, every minute':
    PROBES_PER_MONTH *
    (PRICES.lambdaRequest.dollars +
      0.5 * SECONDS_PER_PROBE * PRICES.lambdaGibSecond.dollars +
      PRICES.dynamoReadUnit.dollars),
  // The same for events that were forgotten.
  'the timer of events, every minute':
    TELLS_PER_MONTH *
    (PRICES.lambdaRequest.dollars +
      0.5 * SECONDS_PER_PROBE * PRICES.lambdaGibSecond.dollars +
      PRICES.dynamoReadUnit.dollars),
});

export interface Month {
  readonly meetings: number;
  readonly standing: number;
  readonly hosts: number;
  readonly transitions: number;
  readonly others: number;
  readonly total: number;
}

const sum = (costs: Readonly<Record<string, number>>): number =>
  Object.values(costs).reduce((total, one) => total + one, 0);

export function month(meetings: number, used: Usage): Month {
  const { 'host, its address and volume': host = 0, ...rest } = perMeeting(used);
  const transitions = Math.max(0, meetings * used.transitions - FREE_TRANSITIONS) * PRICES.transition.dollars;
  const parts = { standing: sum(standing()), hosts: meetings * host, transitions, others: meetings * sum(rest) };
  return { meetings, ...parts, total: sum(parts) };
}

/** The slowest times to ready of Jitsi hosts, in seconds: estimates (`docs/hosts.md`). */
const SLOWEST_BOOTS = { 'stock Ubuntu': 360, 'image of a build': 120 } as const;
/** An hour, and the grace. */
const LESSON_MINUTES = 65;
/** Assumed: half of a t4g.medium. */
const SMALL_HOUR = INSTANCE_HOUR['t4g.medium']! / 2;

export interface Way {
  readonly image: keyof typeof SLOWEST_BOOTS;
  readonly lead: 'fixed' | 'learned';
  /** Seconds. */
  readonly seconds: number;
  readonly minutes: number;
  readonly dollars: number;
  /** On a t4g.small. */
  readonly small: number;
}

/** An hour's meeting on a Jitsi host, by what the host starts from and how its lead is found. */
export function ways(): readonly Way[] {
  const { slowBoot, volumeGiB } = HOST_KIND_SPECS.jitsi;
  const fixed = slowBoot!.launchLead!;
  return (Object.keys(SLOWEST_BOOTS) as Way['image'][]).flatMap((image) =>
    (['fixed', 'learned'] as const).map((lead): Way => {
      const times = Array.from({ length: 20 }, (_, id) => ({ id: String(id), seconds: SLOWEST_BOOTS[image] }));
      const seconds = lead === 'fixed' ? fixed : launchLead(times, { launchLead: fixed });
      const minutes = seconds / 60 + LESSON_MINUTES;
      const at = (hour: number): number =>
        (minutes / 60) * (hour + PRICES.publicIpv4Hour.dollars + volumeHour(volumeGiB));
      return { image, lead, seconds, minutes, dollars: at(INSTANCE_HOUR['t4g.medium']!), small: at(SMALL_HOUR) };
    }),
  );
}

const dollars = (value: number): string => `$${value.toFixed(value < 0.1 && value > 0 ? 4 : 2)}`;
const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The generated parts of `docs/costs.md`. */
export async function costTables(): Promise<Record<string, string>> {
  const used = await measured();
  return {
    usage: table(
      ['item', 'for one meeting'],
      [
        ['host', `${(used.hostHours * 60).toFixed(0)} minutes`],
        ['state transitions', count(used.transitions)],
        ['API requests', count(used.requests)],
        ['function invocations', count(used.calls)],
        ['function duration', `${used.gibSeconds.toFixed(1)} GiB-seconds`],
        ['DynamoDB', `${count(used.writeUnits)} write units, ${count(used.readUnits)} read units`],
      ],
    ),
    meeting: table(
      ['item', 'dollars per meeting'],
      [
        ...Object.entries(perMeeting(used)).map(([what, cost]) => [what, dollars(cost)]),
        [
          `${used.transitions} transitions`,
          `${dollars(used.transitions * PRICES.transition.dollars)} after the free ones`,
        ],
      ],
    ),
    ways: table(
      ['host starts from', 'lead', 'host', 'dollars for the host', 'on a t4g.small'],
      ways().map(({ image, lead, seconds, minutes, dollars: medium, small }) => [
        image,
        `${lead}, ${(seconds / 60).toFixed(1)} minutes`,
        `${minutes.toFixed(1)} minutes`,
        dollars(medium),
        dollars(small),
      ]),
    ),
    months: table(
      ['meetings per month', 'standing', 'hosts', 'transitions', 'other', 'total', 'per meeting'],
      [0, 100, 1_000, 10_000].map((meetings) => {
        const { standing: fixed, hosts, transitions, others, total } = month(meetings, used);
        const each = meetings === 0 ? '-' : dollars(total / meetings);
        return [count(meetings), ...[fixed, hosts, transitions, others, total].map(dollars), each];
      }),
    ),
    prices: table(
      ['price', 'unit', ''],
      [
        ...Object.entries(INSTANCE_HOUR).map(([type, price]) => [`$${price}`, `hour of a ${type}`, '']),
        ...Object.values(PRICES).map(({ dollars: price, per, known }) => {
          const [shown, unit] = price < 0.001 ? [price * 1e6, `million: ${per}`] : [price, per];
          return [`$${Number(shown.toPrecision(6))}`, unit, known ? '' : 'assumed'];
        }),
      ],
    ),
  };
}
