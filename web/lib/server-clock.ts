import type { ClockFields } from './wire.ts';

interface Anchor {
  /** The server's instant, epoch milliseconds. */
  readonly server: number;
  /** The browser's monotonic time at that instant. */
  readonly local: number;
  readonly speed: number;
}

/**
 * The server's clock, taken from its responses: the browser's clock may be wrong, and a simulated clock runs faster
 * than real time. Before the first response it is the browser's clock.
 */
export class ServerClock {
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly #listeners = new Set<() => void>();
  #anchor: Anchor;
  #known = false;

  /** @param start epoch milliseconds before the first response */
  constructor(monotonic: () => number, start: number) {
    this.monotonic = monotonic;
    this.#anchor = { server: start, local: monotonic(), speed: 1 };
  }

  /** True after the first response with a time. */
  get known(): boolean {
    return this.#known;
  }

  /** 1 for real time. */
  get speed(): number {
    return this.#anchor.speed;
  }

  /** Epoch milliseconds. */
  now(): number {
    const { server, local, speed } = this.#anchor;
    return Math.floor(server + (this.monotonic() - local) * speed);
  }

  realMillis(serverMillis: number): number {
    return serverMillis / this.speed;
  }

  /**
   * Sets the clock from a response.
   * @param sentAt monotonic time of the request; the server's time is taken as the middle of the round trip
   */
  update({ now, clock_speed }: ClockFields, sentAt: number): void {
    const server = now === undefined ? Number.NaN : Date.parse(now);
    if (Number.isNaN(server)) return;
    const speed = clock_speed !== undefined && clock_speed > 0 ? clock_speed : 1;
    const changed = !this.#known || speed !== this.#anchor.speed;
    this.#anchor = { server, local: (sentAt + this.monotonic()) / 2, speed };
    this.#known = true;
    if (changed) for (const notify of this.#listeners) notify();
  }

  /** Calls the listener after the first response, and when the speed changes. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
