import type { FunctionName } from '../../infra/functions.ts';
import { specOf } from '../../infra/functions.ts';
import type { Timers } from '../../local/states-language/index.ts';
import { Throttled } from '../../steps/domain/errors.ts';
import { type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { Ports } from '../../steps/ports.ts';
import { interceptCalls, type Interceptor } from './intercept-calls.ts';
import { streamOf } from '../plan/random.ts';
import type { Caller, CallFault, Scenario } from '../plan/scenario.ts';
import { simulated } from './simulated-errors.ts';
import type { Invocation } from './world.ts';

/** Receives each fault when it occurs, with the port call that it hit, for example `hosts.launch`. */
export type OnFault = (fault: CallFault, portCall: string) => void;

/** Runs the functions that act for one meeting, and puts the scenario's faults into their port calls. */
export class FaultyCalls {
  readonly #scenario: Scenario;
  readonly #timers: Timers;
  readonly #onFault: OnFault;
  /** By caller, then by the number of the invocation. */
  readonly #faults = new Map<string, Map<number, CallFault>>();
  readonly #invocations = new Map<string, number>();
  readonly #clockSpread: Millis | undefined;
  readonly #clockOffsets = new Map<string, Millis>();

  constructor(scenario: Scenario, timers: Timers, onFault: OnFault) {
    this.#scenario = scenario;
    this.#timers = timers;
    this.#onFault = onFault;
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
    if (!faults) return run(own);
    const count = (this.#invocations.get(caller) ?? 0) + 1;
    this.#invocations.set(caller, count);
    const fault = faults.get(count);
    return fault ? this.#invokeWith(fault, invocation.caller, own, run) : run(own);
  }

  /** A function that dies or hangs never gets the result of its port call, so it does nothing after it. */
  #invokeWith<T>(fault: CallFault, name: FunctionName, ports: Ports, run: (ports: Ports) => Promise<T>): Promise<T> {
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
