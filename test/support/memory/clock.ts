import type { Millis } from '../../../steps/domain/instants.ts';
import type { Clock } from '../../../steps/ports.ts';

/** A clock whose time changes only when a test sets it. */
export class MemoryClock implements Clock {
  readonly speed = 1;
  #now: Millis;

  constructor(now: Millis) {
    this.#now = now;
  }

  now(): Millis {
    return this.#now;
  }

  /** @throws RangeError when the time is in the past */
  set(now: Millis): void {
    if (now < this.#now) throw new RangeError(`the clock cannot go back by ${this.#now - now} ms`);
    this.#now = now;
  }

  advance(by: Millis): void {
    this.set(this.#now + by);
  }
}
