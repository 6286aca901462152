import type { ClockFields } from './wire.ts';

interface Anchor {
  /** Server's instant, epoch milliseconds. */
  readonly server: number;
  /** The browser's monotonic time at that instant. */
  readonly here: number;
  readonly speed: number;
}

/**
 * The server's clock, told from its answers: it may run faster than the world's, and the
 * browser's own may be wrong. Until the first answer it is the browser's.
 */
export class ServerClock {
  readonly #monotonic: () => number;
  readonly #listeners = new Set<() => void>();
  #anchor: Anchor;
  #known = false;

  /**
   * @param monotonic milliseconds that never go backwards
   * @param guess epoch milliseconds to start with
   */
  constructor(monotonic: () => number, guess: number) {
    this.#monotonic = monotonic;
    this.#anchor = { server: guess, here: monotonic(), speed: 1 };
  }

  /** True once the server has told its time. */
  get known(): boolean {
    return this.#known;
  }

  get speed(): number {
    return this.#anchor.speed;
  }

  /** Epoch milliseconds. */
  now(): number {
    const { server, here, speed } = this.#anchor;
    return Math.floor(server + (this.#monotonic() - here) * speed);
  }

  monotonic(): number {
    return this.#monotonic();
  }

  /** The world's milliseconds in which this many of the server's pass. */
  worldMillis(serverMillis: number): number {
    return serverMillis / this.speed;
  }

  /** @param askedAt when the question was sent, by the monotonic time; the answer is taken to be halfway old */
  learn({ now, clock_speed }: ClockFields, askedAt: number): void {
    const server = now === undefined ? Number.NaN : Date.parse(now);
    if (Number.isNaN(server)) return;
    const speed = clock_speed !== undefined && clock_speed > 0 ? clock_speed : 1;
    const first = !this.#known || speed !== this.#anchor.speed;
    this.#anchor = { server, here: (askedAt + this.#monotonic()) / 2, speed };
    this.#known = true;
    if (first) for (const tell of this.#listeners) tell();
  }

  /** Calls back when the time becomes known, or its speed another. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
