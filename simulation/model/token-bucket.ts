import { type Millis, SECOND } from '../../steps/domain/instants.ts';

/** A service's throttle: so many calls at once, and so many more a second. */
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

  /** False when the call is one too many. */
  take(now: Millis): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, now - this.#at) / SECOND) * this.#perSecond);
    this.#at = Math.max(this.#at, now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** A service's answer to one call too many, as the SDK throws it. Nothing was done. */
export const throttling = (operation: string): Error =>
  Object.assign(new Error(`${operation}: rate exceeded`), { name: 'ThrottlingException' });
