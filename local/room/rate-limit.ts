/** A negotiation sends up to about 50 messages at once, most of them candidates. */
const BURST = 200;
const PER_SECOND = 20;

/** A token bucket on the monotonic clock. */
export class RateLimit {
  readonly #now: () => number;
  #left = BURST;
  #at: number;

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#at = now();
  }

  allows(): boolean {
    const now = this.#now();
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1000) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
