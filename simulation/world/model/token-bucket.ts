import { simulated } from '../simulated-errors.ts';
import { type Millis, SECOND } from '../../../steps/domain/instants.ts';

/** Throttling as AWS documents it: a bucket of `burst` tokens, which gets `perSecond` tokens a second. A call takes one. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at: Millis = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
  }

  /** Returns false when no token is left. */
  take(now: Millis): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, now - this.#at) / SECOND) * this.#perSecond);
    this.#at = Math.max(this.#at, now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** The SDK's error for a throttled call. The call had no effect. */
export const throttling = (operation: string): Error =>
  simulated(Object.assign(new Error(`${operation}: rate exceeded`), { name: 'ThrottlingException' }));
