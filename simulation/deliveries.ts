import type { Timers } from '../local/states-language/index.ts';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { SweepCall } from '../steps/sweep/sweep.ts';

/** Lambda's waits before the second and the third try of an asynchronous call. */
const RETRIES: readonly Millis[] = [60 * SECOND, 120 * SECOND];

/** A call that failed at its last try: it is in the dead-letter queue. */
export interface DeadLetter {
  readonly call: SweepCall;
  readonly error: unknown;
}

/** Brings what wakes the sweep: as often and as late as `delays` says, each with the retries of an asynchronous call. */
export class Deliveries {
  readonly #timers: Timers;
  readonly #sweep: (call: SweepCall) => Promise<void>;
  readonly #delays: (call: SweepCall) => readonly Millis[];
  readonly #dead: (letter: DeadLetter) => void;

  constructor(
    timers: Timers,
    sweep: (call: SweepCall) => Promise<void>,
    delays: (call: SweepCall) => readonly Millis[],
    dead: (letter: DeadLetter) => void,
  ) {
    this.#timers = timers;
    this.#sweep = sweep;
    this.#delays = delays;
    this.#dead = dead;
  }

  send(call: SweepCall): void {
    for (const delay of this.#delays(call)) this.#at(this.#timers.now() + delay, call, 0);
  }

  #at(instant: Millis, call: SweepCall, tries: number): void {
    this.#timers.at(instant, () => {
      this.#sweep(call).catch((error: unknown) => {
        const wait = RETRIES[tries];
        if (wait === undefined) this.#dead({ call, error });
        else this.#at(this.#timers.now() + wait, call, tries + 1);
      });
    });
  }
}
