import type { Millis } from '../../steps/domain/instants.ts';
import type { Clock } from '../../steps/ports.ts';

/** Stands still until it is set. */
export class MemoryClock implements Clock {
  readonly speed = 1;
  #now: Millis;

  constructor(now: Millis) {
    this.#now = now;
  }

  now(): Millis {
    return this.#now;
  }

  /** Throws RangeError rather than run backwards. */
  set(now: Millis): void {
    if (now < this.#now) throw new RangeError(`the clock would run backwards, by ${this.#now - now} ms`);
    this.#now = now;
  }

  advance(by: Millis): void {
    this.set(this.#now + by);
  }
}
