import { meetingOfExecution } from '../steps/domain/ids.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { LaunchRequest, Ports } from '../steps/ports.ts';
import type { SweepCall } from '../steps/sweep/sweep.ts';
import { interposed } from './calls.ts';
import { type Level, RATES } from './faults.ts';
import type { Fate } from './model/ec2.ts';
import { streamOf, type Stream } from './random.ts';
import type { Fault, Scenario } from './scenario.ts';
import type { World } from './world.ts';

const HOUR: Millis = 3600 * SECOND;
/** A schedule is precise to a minute. */
const SCHEDULE_PRECISION: Millis = 60 * SECOND;

export interface DisturbancesOptions {
  readonly seed: number;
  readonly level: Level;
  readonly hostLimit?: number;
}

/** What goes wrong around the functions, by the scenarios of the meetings and by the seed: sweeps, wake-ups, capacity. */
export class Disturbances {
  readonly #options: DisturbancesOptions;
  readonly #scenarioOf: (meetingId: string) => Scenario | undefined;
  readonly #world: () => World;
  readonly #jitters = new Map<string, Stream>();
  readonly #capacity = new Map<string, boolean>();
  /** Of how many meetings the sweep by timer sees nothing just now. */
  #blind = 0;

  constructor(
    options: DisturbancesOptions,
    scenarioOf: (meetingId: string) => Scenario | undefined,
    world: () => World,
  ) {
    this.#options = options;
    this.#scenarioOf = scenarioOf;
    this.#world = world;
  }

  /** The sweep by timer sees nothing of one meeting more, or of one less. */
  blind(more: 1 | -1): void {
    this.#blind += more;
  }

  /** A sweep by timer, as far as it can see. */
  async sweep<T>(ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const chance = streamOf(this.#options.seed, 'world', `sweep ${this.#world().now}`);
    const rates = RATES[this.#options.level];
    if (chance.chance(rates.sweepDies)) throw new Error('the sweep died');
    return run(this.#blind > 0 ? interposed(ports, (call, make, args) => this.#unlessBlind(call, make, args)) : ports);
  }

  /** Fails what asks about a meeting that the sweep cannot see just now. */
  #unlessBlind(call: string, make: () => Promise<unknown>, [first]: readonly unknown[]): Promise<unknown> {
    const known = typeof first === 'string' ? first : (first as { id?: string } | undefined)?.id;
    const id = call === 'hosts.end' ? this.#world().ec2.machine(known ?? '')?.host.meetingId : known;
    const { now } = this.#world();
    const scenario = this.#scenarioOf(id ?? '');
    const blind = scenario?.faults.some(
      (fault) =>
        fault.kind === 'sweep is blind' &&
        now >= scenario.meetTime + fault.from &&
        now < scenario.meetTime + fault.until,
    );
    return blind ? Promise.reject(new Error(`${call}: no answer`)) : make();
  }

  /** When, from now, a wake-up reaches the sweep. */
  delays(call: SweepCall): readonly Millis[] {
    if (call.source === 'timer') return [SECOND];
    const id = call.source === 'schedule' ? call.meetingId : this.#meetingOf(call);
    const scenario = this.#scenarioOf(id ?? '');
    const kind = call.source === 'schedule' ? 'schedules' : 'events';
    const own = scenario ? streamOf(scenario.seed, scenario.index, `${call.source} at ${this.#world().now}`).next() : 0;
    const usual = SECOND + Math.round(own * (kind === 'schedules' ? SCHEDULE_PRECISION : 5 * SECOND));
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

  #meetingOf(call: Extract<SweepCall, { source: 'execution' | 'host' }>): string | undefined {
    if (call.source === 'execution') return meetingOfExecution(call.executionArn)?.id;
    return this.#world().ec2.machine(call.instanceId)?.host.meetingId;
  }

  /** Capacity comes and goes by the hour, for each zone and type by itself. */
  refusal(candidate: string): string | undefined {
    const { hostLimit = Number.POSITIVE_INFINITY, seed, level } = this.#options;
    if (this.#world().ec2.count >= hostLimit) return 'VcpuLimitExceeded';
    const key = `capacity of ${candidate} at ${Math.floor(this.#world().now / HOUR)}`;
    let missing = this.#capacity.get(key);
    if (missing === undefined) {
      missing = streamOf(seed, 'world', key).chance(RATES[level].noCapacity);
      this.#capacity.clear();
      this.#capacity.set(key, missing);
    }
    return missing ? 'InsufficientInstanceCapacity' : undefined;
  }

  /** Of an execution's retries. */
  jitter(name: string): number {
    let stream = this.#jitters.get(name);
    if (!stream) {
      const scenario = this.#scenarioOf(meetingOfExecution(name)?.id ?? '');
      stream = streamOf(this.#options.seed, scenario?.index ?? 'world', 'jitter');
      this.#jitters.set(name, stream);
    }
    return stream.next();
  }

  forget(executionName: string): void {
    this.#jitters.delete(executionName);
  }
}

/** What the scenario makes of a host. */
export function fateOf({ hosts, faults }: Scenario, { role, attempt }: LaunchRequest): Partial<Fate> {
  const { pendingFor, healthyAfter } = hosts;
  const fate: { -readonly [Key in keyof Fate]?: Fate[Key] } = { pendingFor, healthyAfter };
  for (const fault of faults) {
    if (fault.kind !== 'host' || fault.attempt !== attempt || (fault.role ?? role) !== role) continue;
    switch (fault.how) {
      case 'hangs':
        fate.healthyAfter = Number.POSITIVE_INFINITY;
        break;
      case 'hangs before its timer':
        fate.healthyAfter = Number.POSITIVE_INFINITY;
        fate.timerSet = false;
        break;
      case 'has no timer':
        fate.timerSet = false;
        break;
      case 'boots slowly':
        fate.healthyAfter = Math.max(healthyAfter, fault.after);
        break;
      case 'dies':
        fate.diesAfter = fault.after;
        break;
      case 'is stopped':
        fate.stopsAfter = fault.after;
        break;
      case 'sickens':
        fate.sickensAfter = fault.after;
    }
  }
  return fate;
}
