import type { FunctionName } from '../infra/functions.ts';
import { specOf } from '../infra/functions.ts';
import type { Timers } from '../local/states-language/index.ts';
import { Throttled } from '../steps/domain/errors.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Ports } from '../steps/ports.ts';
import { streamOf } from './random.ts';
import type { Caller, Fault, Scenario } from './scenario.ts';
import type { Invocation } from './world.ts';

type Call = Extract<Fault, { kind: 'call' }>;

const PORTS = ['meetings', 'hosts', 'addresses', 'health', 'workflow', 'wakeUps'] as const;
/** Answered without asking anybody. */
const NO_CALLS: ReadonlySet<string | symbol> = new Set(['plan', 'consoleUrl']);

/** A call of a port, as a timeline tells it. */
export type OnFault = (fault: Call, port: string) => void;

/** Functions that act for one meeting, with the faults of its scenario in their calls. */
export class FaultyCalls {
  readonly #scenario: Scenario;
  readonly #timers: Timers;
  readonly #fired: OnFault;
  readonly #faults = new Map<string, Map<number, Call>>();
  readonly #counts = new Map<string, number>();
  readonly #spread: Millis | undefined;
  readonly #offsets = new Map<string, Millis>();

  constructor(scenario: Scenario, timers: Timers, fired: OnFault) {
    this.#scenario = scenario;
    this.#timers = timers;
    this.#fired = fired;
    for (const fault of scenario.faults) {
      if (fault.kind !== 'call') continue;
      const ofCaller = this.#faults.get(fault.caller) ?? new Map<number, Call>();
      this.#faults.set(fault.caller, ofCaller.set(fault.invocation, fault));
    }
    this.#spread = scenario.faults.find((fault) => fault.kind === 'clocks')?.spread;
  }

  invoke<T>(invocation: Invocation, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    const caller = callerOf(invocation);
    const faults = this.#faults.get(caller);
    const own = this.#spread === undefined ? ports : { ...ports, clock: this.#clockOf(caller, this.#spread, ports) };
    if (!faults) return run(own);
    const count = (this.#counts.get(caller) ?? 0) + 1;
    this.#counts.set(caller, count);
    const fault = faults.get(count);
    return fault ? this.#invokeWith(fault, invocation.caller, own, run) : run(own);
  }

  /** A function that dies goes no further: what it waits for is never answered. */
  #invokeWith<T>(fault: Call, name: FunctionName, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let calls = 0;
      const around = async (port: string, make: () => Promise<unknown>): Promise<unknown> => {
        if ((calls += 1) !== fault.call) return make();
        this.#fired(fault, port);
        switch (fault.how) {
          case 'fails before its effect':
            throw new Error(`${port}: no route to host`);
          case 'is throttled':
            throw new Throttled(`${port}: rate exceeded`);
          case 'fails after its effect':
            await make();
            throw new Error(`${port}: socket hang up`);
          case 'step dies before':
            break;
          case 'step dies after':
          case 'step hangs after':
            await make();
            break;
          case 'step hangs before':
            break;
        }
        const hangs = fault.how.startsWith('step hangs');
        const end = hangs ? specOf(name).timeout * SECOND : 0;
        const error = hangs ? named('Sandbox.Timedout', 'task timed out') : named('Runtime.ExitError', 'exit 137');
        this.#timers.at(this.#timers.now() + end, () => reject(error));
        return new Promise(() => undefined);
      };
      run(interposed(ports, around)).then(resolve, reject);
    });
  }

  #clockOf(caller: string, spread: Millis, { clock }: Ports): Ports['clock'] {
    let offset = this.#offsets.get(caller);
    if (offset === undefined) {
      const { seed, index } = this.#scenario;
      offset = Math.round(streamOf(seed, index, `clock of ${caller}`).between(-spread, spread));
      this.#offsets.set(caller, offset);
    }
    const late = offset;
    return { ...clock, now: () => clock.now() + late };
  }
}

function callerOf({ caller, source }: Invocation): Caller {
  if (caller !== 'sweep') return caller;
  return source === 'schedule' ? 'sweep by schedule' : 'sweep by event';
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Ports whose every call goes through `around`, which makes it, or not. */
export function interposed(
  ports: Ports,
  around: (call: string, make: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>,
): Ports {
  const watched = PORTS.map((port) => [
    port,
    new Proxy(ports[port], {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method, target);
        if (typeof value !== 'function') return value;
        const call = value as (...args: unknown[]) => Promise<unknown>;
        if (NO_CALLS.has(method)) return call.bind(target);
        return (...args: unknown[]) => around(`${port}.${String(method)}`, () => call.apply(target, args), args);
      },
    }),
  ]);
  return { ...ports, ...Object.fromEntries(watched) };
}
