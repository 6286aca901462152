import type { Timers } from '../../local/states-language/index.ts';
import { type Millis, MINUTE } from '../../steps/domain/instants.ts';
import type { SweepCall } from '../../steps/sweep/sweep.ts';

/** Lambda waits this long before it retries a failed asynchronous invocation, for the first and the second retry. */
const RETRIES: readonly Millis[] = [MINUTE, 2 * MINUTE];

/** An invocation that failed at its last retry. Lambda sends it to the dead-letter queue. */
export interface DeadLetter {
  readonly call: SweepCall;
  readonly error: unknown;
}

/** Invokes the sweep asynchronously, with Lambda's retries. */
export class Deliveries {
  readonly #timers: Timers;
  readonly #sweep: (call: SweepCall) => Promise<void>;
  readonly #delays: (call: SweepCall) => readonly Millis[];
  readonly #onDeadLetter: (letter: DeadLetter) => void;

  /** @param delays one delay for each delivery of the call; empty when the call is lost */
  constructor(
    timers: Timers,
    sweep: (call: SweepCall) => Promise<void>,
    delays: (call: SweepCall) => readonly Millis[],
    onDeadLetter: (letter: DeadLetter) => void,
  ) {
    this.#timers = timers;
    this.#sweep = sweep;
    this.#delays = delays;
    this.#onDeadLetter = onDeadLetter;
  }

  send(call: SweepCall): void {
    for (const delay of this.#delays(call)) this.#at(this.#timers.now() + delay, call, 0);
  }

  #at(instant: Millis, call: SweepCall, retries: number): void {
    this.#timers.at(instant, () => {
      this.#sweep(call).catch((error: unknown) => {
        const wait = RETRIES[retries];
        if (wait === undefined) this.#onDeadLetter({ call, error });
        else this.#at(this.#timers.now() + wait, call, retries + 1);
      });
    });
  }
}
