import { meetingOfExecution } from '../../steps/domain/ids.ts';
import { HOUR, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import type { Candidate } from '../../steps/domain/meeting.ts';
import type { LaunchRequest, Ports } from '../../steps/ports.ts';
import type { SweepCall } from '../../steps/sweep/sweep.ts';
import { type Level, RATES } from '../plan/faults.ts';
import { interceptCalls, type PortCall } from './intercept-calls.ts';
import { Latency } from './latency.ts';
import type { HostBehaviour } from './model/ec2.ts';
import type { Outages } from '../plan/outages.ts';
import { streamOf, type Stream } from '../plan/random.ts';
import type { Fault, Scenario } from '../plan/scenario.ts';
import { simulated } from './simulated-errors.ts';
import type { World } from './world.ts';
import type { Invocation } from './world-options.ts';

/** EventBridge Scheduler invokes its target within this time. */
export const SCHEDULE_PRECISION = MINUTE;

/** Until a record of the table's stream is read. */
const STREAM_LAG: Millis = 300;

export interface DisturbancesOptions {
  readonly seed: number;
  readonly level: Level;
  readonly outages: Outages;
  /** At most this many hosts run at the same time, like a vCPU quota. */
  readonly hostLimit?: number;
}

/** Faults outside of the functions: sweeps, wake-ups, events, capacity. They follow from the scenarios and the seed. */
export class Disturbances {
  readonly #options: DisturbancesOptions;
  readonly #scenarioOf: (meetingId: string) => Scenario | undefined;
  readonly #world: () => World;
  readonly #outages: Outages;
  readonly #jitters = new Map<string, Stream>();

  constructor(
    options: DisturbancesOptions,
    scenarioOf: (meetingId: string) => Scenario | undefined,
    world: () => World,
  ) {
    this.#options = options;
    this.#outages = options.outages;
    this.#scenarioOf = scenarioOf;
    this.#world = world;
  }

  /** Runs a function that a timer invoked for all meetings. */
  async runByTimer<T>(caller: Invocation['caller'], ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const stream = streamOf(this.#options.seed, 'world', `${caller} ${this.#world().now}`);
    const rates = RATES[this.#options.level];
    if (stream.chance(rates.sweepDies)) throw simulated(new Error(`${caller} died`));
    const faulty = stream.chance(rates.sweepCalls);
    const latency = new Latency(this.#world().timers, stream);
    // The first calls are those for all meetings: the list of hosts, of rows and of names.
    let next = faulty ? stream.whole(1, 8) : Number.POSITIVE_INFINITY;
    const intercept = interceptCalls(async (call, make) => {
      if (call.number < next) return latency.around(call, () => this.#failIfBlind(call, make));
      next = call.number + 1 + Math.floor(stream.exponential(10));
      if (stream.chance(0.5)) await latency.around(call, make);
      throw simulated(new Error(`${call.port}.${call.method}: no response`));
    });
    return run(intercept(ports, caller));
  }

  /** Fails a call about a meeting that the sweep timer cannot look up now. */
  #failIfBlind({ port, method, args: [first] }: PortCall, make: () => Promise<unknown>): Promise<unknown> {
    const argument = typeof first === 'string' ? first : (first as { id?: string } | undefined)?.id;
    const endsHost = port === 'hosts' && method === 'end';
    const id = endsHost ? this.#world().ec2.machine(argument ?? '')?.host.meetingId : argument;
    const { now } = this.#world();
    const scenario = this.#scenarioOf(id ?? '');
    const blind = scenario?.faults.some(
      (fault) =>
        fault.kind === 'sweep is blind' &&
        now >= scenario.meetTime + fault.from &&
        now < scenario.meetTime + fault.until,
    );
    return blind ? Promise.reject(simulated(new Error(`${port}.${method}: no response`))) : make();
  }

  /** Delays until the sweep runs: none when the call is lost, two when it is delivered twice. */
  delays(call: SweepCall): readonly Millis[] {
    if (call.source === 'timer') return [SECOND];
    const id = call.source === 'schedule' ? call.meetingId : this.#meetingOf(call);
    const scenario = this.#scenarioOf(id ?? '');
    const kind = call.source === 'schedule' ? 'schedules' : 'events';
    const share = scenario
      ? streamOf(scenario.seed, scenario.index, `${call.source} at ${this.#world().now}`).next()
      : 0;
    const { now } = this.#world();
    const down = kind === 'schedules' ? (this.#outages.downUntil('scheduler', now) ?? now) - now : 0;
    const usual = down + SECOND + Math.round(share * (kind === 'schedules' ? SCHEDULE_PRECISION : 5 * SECOND));
    const fault = scenario?.faults.find(
      (each): each is Extract<Fault, { kind: 'schedules' | 'events' }> => each.kind === kind,
    );
    switch (fault?.how) {
      case 'never':
        return [];
      case 'late':
        return [usual + fault.by];
      case 'twice':
        return [usual, usual + fault.by];
      case undefined:
        return [usual];
    }
  }

  /** Delays until a record of the table's stream is read. */
  streamDelays(meetingId: string): readonly Millis[] {
    const scenario = this.#scenarioOf(meetingId);
    const fault = scenario?.faults.find((each): each is Extract<Fault, { kind: 'stream' }> => each.kind === 'stream');
    switch (fault?.how) {
      case 'never':
        return [];
      case 'late':
        return [STREAM_LAG + fault.by];
      case 'twice':
        return [STREAM_LAG, STREAM_LAG + fault.by];
      case undefined:
        return [STREAM_LAG];
    }
  }

  #meetingOf(call: Extract<SweepCall, { source: 'execution' | 'host' }>): string | undefined {
    if (call.source === 'execution') return meetingOfExecution(call.executionArn)?.id;
    return this.#world().ec2.machine(call.instanceId)?.host.meetingId;
  }

  /** EC2's error code for a launch, if any. */
  refusal(candidate: Candidate): string | undefined {
    const { hostLimit = Number.POSITIVE_INFINITY } = this.#options;
    const { ec2, now } = this.#world();
    if (this.#outages.isWithoutCapacity(now)) return 'InsufficientInstanceCapacity';
    if (ec2.count >= hostLimit) return 'VcpuLimitExceeded';
    return hasCapacity(this.#options, candidate, now) ? undefined : 'InsufficientInstanceCapacity';
  }

  /** A random number from 0 to 1 for the retries of an execution. */
  jitter(name: string): number {
    const id = meetingOfExecution(name)?.id;
    if (id === undefined) return streamOf(this.#options.seed, 'world', `jitter of ${name}`).next();
    let stream = this.#jitters.get(name);
    if (!stream) {
      const scenario = this.#scenarioOf(id);
      stream = streamOf(this.#options.seed, scenario?.index ?? 'world', 'jitter');
      this.#jitters.set(name, stream);
    }
    return stream.next();
  }

  forget(executionName: string): void {
    this.#jitters.delete(executionName);
  }
}

/** Each candidate's capacity changes once an hour. */
export function hasCapacity(
  { seed, level }: Pick<DisturbancesOptions, 'seed' | 'level'>,
  { subnet_id, instance_type }: Candidate,
  now: Millis,
): boolean {
  const key = `capacity of ${subnet_id} ${instance_type} at ${Math.floor(now / HOUR)}`;
  return !streamOf(seed, 'world', key).chance(RATES[level].noCapacity);
}

/** In the order of preference. */
export const INSTANCE_TYPES = ['t4g.medium', 'c7g.large'] as const;

export function behaviourOf(
  { hosts, faults }: Scenario,
  { role, attempt, candidate }: LaunchRequest,
): Partial<HostBehaviour> {
  const { pendingFor, shutsDownFor, secondChoice } = hosts;
  const healthyAfter = Math.round(
    hosts.healthyAfter * (candidate.instance_type === INSTANCE_TYPES[0] ? 1 : secondChoice),
  );
  const behaviour: { -readonly [Key in keyof HostBehaviour]?: HostBehaviour[Key] } = {
    pendingFor,
    healthyAfter,
    shutsDownFor,
  };
  for (const fault of faults) {
    if (fault.kind !== 'host' || fault.attempt !== attempt || (fault.role ?? role) !== role) continue;
    switch (fault.how) {
      case 'hangs':
        behaviour.healthyAfter = Number.POSITIVE_INFINITY;
        break;
      case 'hangs before its timer':
        behaviour.healthyAfter = Number.POSITIVE_INFINITY;
        behaviour.timerSet = false;
        break;
      case 'has no timer':
        behaviour.timerSet = false;
        break;
      case 'boots slowly':
        behaviour.healthyAfter = Math.max(healthyAfter, fault.after);
        break;
      case 'dies':
        behaviour.diesAfter = fault.after;
        break;
      case 'is stopped':
        behaviour.stopsAfter = fault.after;
        break;
      case 'sickens':
        behaviour.unhealthyAfter = fault.after;
        break;
      case 'loses its network':
        behaviour.isolatedAfter = fault.after;
    }
  }
  return behaviour;
}
