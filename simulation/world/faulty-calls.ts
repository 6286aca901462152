import type { FunctionName } from '../../infra/functions.ts';
import { specOf } from '../../infra/functions.ts';
import type { Timers } from '../../local/states-language/index.ts';
import { Throttled } from '../../steps/domain/errors.ts';
import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Ports } from '../../steps/ports.ts';
import { interceptCalls, type Interceptor } from './intercept-calls.ts';
import { type Level, type Rates, RATES } from '../plan/faults.ts';
import { streamOf, type Stream } from '../plan/random.ts';
import type { Caller, CallFault, Scenario } from '../plan/scenario.ts';
import { Latency } from './latency.ts';
import { simulated } from './simulated-errors.ts';
import type { Invocation } from './world-options.ts';

/** Receives each fault when it occurs, with the port call that it hit, for example `hosts.launch`. */
export type OnFault = (fault: CallFault, portCall: string) => void;

/** Look-ups of hosts, which can miss one. */
const LOOK_UPS: ReadonlySet<string> = new Set(['ofMeeting', 'find', 'ofBuild']);

type Faulty = Pick<Scenario, 'seed' | 'index' | 'faults'>;

/** Runs the functions that act for one meeting or one series, and puts the scenario's faults into their port calls. */
export class FaultyCalls {
  readonly #scenario: Faulty;
  readonly #timers: Timers;
  readonly #onFault: OnFault;
  /** By caller, then by the number of the invocation. */
  readonly #faults = new Map<string, Map<number, CallFault>>();
  readonly #invocations = new Map<string, number>();
  readonly #clockSpread: Millis | undefined;
  readonly #latency: Latency;
  readonly #stream: Stream;
  readonly #rates: Pick<Rates, 'emptyLookUps' | 'lateLaunches'>;
  readonly #clockOffsets = new Map<string, Millis>();

  constructor(scenario: Faulty, timers: Timers, level: Level, onFault: OnFault) {
    this.#scenario = scenario;
    this.#timers = timers;
    this.#onFault = onFault;
    this.#rates = RATES[level];
    this.#stream = streamOf(scenario.seed, scenario.index, 'look-ups and launches');
    this.#latency = new Latency(timers, streamOf(scenario.seed, scenario.index, 'latency'));
    for (const fault of scenario.faults) {
      if (fault.kind !== 'call') continue;
      const ofCaller = this.#faults.get(fault.caller) ?? new Map<number, CallFault>();
      this.#faults.set(fault.caller, ofCaller.set(fault.invocation, fault));
    }
    this.#clockSpread = scenario.faults.find((fault) => fault.kind === 'clocks')?.spread;
  }

  invoke<T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const caller = callerOf(invocation);
    const faults = this.#faults.get(caller);
    const own =
      this.#clockSpread === undefined ? ports : { ...ports, clock: this.#clockOf(caller, this.#clockSpread, ports) };
    const timed = this.#takesTime(caller) ? this.#timed(own, invocation.caller) : own;
    if (!faults) return run(timed);
    const count = (this.#invocations.get(caller) ?? 0) + 1;
    this.#invocations.set(caller, count);
    const fault = faults.get(count);
    return fault ? this.#invokeWith(fault, invocation.caller, timed, run) : run(timed);
  }

  /** Presence is most of all calls: one report in eight takes time, so that a run stays short. */
  #takesTime(caller: Caller): boolean {
    return !(caller === 'presence' || caller === 'hostPresence') || this.#stream.chance(1 / 8);
  }

  /** The ports with the time that calls take, empty look-ups, and launches that take effect late. */
  #timed(ports: Ports, name: string): Ports {
    const { emptyLookUps, lateLaunches } = this.#rates;
    return interceptCalls(async (call, make) => {
      const { port, method } = call;
      if (port !== 'hosts' && port !== 'buildHosts') return this.#latency.around(call, make);
      if (LOOK_UPS.has(method) && this.#stream.chance(emptyLookUps))
        return this.#latency.around(call, async () => (method === 'find' ? undefined : []));
      if (method === 'launch' && this.#stream.chance(lateLaunches)) {
        const later = this.#timers.now() + Math.round(this.#stream.between(5, 150)) * SECOND;
        // The response is lost, whatever EC2 decides.
        this.#timers.at(later, () => void make().catch(() => undefined));
        throw simulated(new Error(`${port}.launch: socket hang up`));
      }
      return this.#latency.around(call, make);
    })(ports, name);
  }

  /** A function that dies or hangs never gets the result of its port call, so it does nothing after it. */
  #invokeWith<T>(fault: CallFault, name: FunctionName, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    if (fault.how === 'step runs twice') {
      this.#onFault(fault, 'all calls');
      run(ports).catch(() => undefined);
      return run(ports);
    }
    return new Promise((resolve, reject) => {
      const interceptor: Interceptor = async ({ port, method, number }, make) => {
        if (number !== fault.call) return make();
        const portCall = `${port}.${method}`;
        this.#onFault(fault, portCall);
        switch (fault.how) {
          case 'fails before its effect':
            throw simulated(new Error(`${portCall}: no route to host`));
          case 'is throttled':
            throw simulated(new Throttled(`${portCall}: rate exceeded`));
          case 'fails after its effect':
            await make();
            throw simulated(new Error(`${portCall}: socket hang up`));
          case 'step dies before':
            break;
          case 'step dies after':
          case 'step hangs after':
            await make();
            break;
          case 'step hangs before':
          case 'step runs twice':
            break;
        }
        const hangs = fault.how.startsWith('step hangs');
        const end = hangs ? specOf(name).timeout * SECOND : 0;
        const error = hangs ? named('Sandbox.Timedout', 'task timed out') : named('Runtime.ExitError', 'exit 137');
        this.#timers.at(this.#timers.now() + end, () => reject(error));
        return new Promise(() => undefined);
      };
      run(interceptCalls(interceptor)(ports, name)).then(resolve, reject);
    });
  }

  /** Each caller's clock has its own constant offset. */
  #clockOf(caller: string, spread: Millis, { clock }: Ports): Ports['clock'] {
    let offset = this.#clockOffsets.get(caller);
    if (offset === undefined) {
      const { seed, index } = this.#scenario;
      offset = Math.round(streamOf(seed, index, `clock of ${caller}`).between(-spread, spread));
      this.#clockOffsets.set(caller, offset);
    }
    const constant = offset;
    return { ...clock, now: () => clock.now() + constant };
  }
}

function callerOf({ caller, source }: Invocation): Caller {
  if (caller !== 'sweep') return caller;
  return source === 'schedule' ? 'sweep by schedule' : 'sweep by event';
}

const named = (name: string, message: string): Error => simulated(Object.assign(new Error(message), { name }));
