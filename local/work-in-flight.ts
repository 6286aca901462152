import { setImmediate } from 'node:timers/promises';

/** The calls of functions that a stop of the runtime waits for. */
export class WorkInFlight {
  readonly #settling = new Set<Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.then(
      () => this.#settling.delete(settled),
      () => this.#settling.delete(settled),
    );
    this.#settling.add(settled);
    return work;
  }

  /** Resolves when nothing is in flight any more. */
  async over(): Promise<void> {
    // A settled call can start the next one, which is in flight only after this tick.
    do {
      await Promise.all(this.#settling);
      await setImmediate();
    } while (this.#settling.size > 0);
  }
}
