import { join } from 'node:path';
import type { Timers } from './states-language/index.ts';
import type { Clock } from '../steps/ports.ts';
import { readJson, writeJson } from './files.ts';

/** Where the runtime's clock was tied to the world's. */
interface Anchor {
  readonly real: number;
  readonly own: number;
  readonly speed: number;
}

/** Node fires a timer of more than 2^31-1 ms at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * A clock that may run faster than the world's: a function of the world's time and of an anchor
 * in the data folder, so that it runs on while the process is down. Also the timers on it.
 */
export class LocalClock implements Clock, Timers {
  readonly #anchor: Anchor;
  readonly #world: () => number;
  readonly #pending = new Set<NodeJS.Timeout>();
  #latest = 0;
  #stopped = false;

  /** Starts at the world's time in a new folder; at another speed than before it goes on from where it stands. */
  static in(folder: string, speed: number, world: () => number = Date.now): LocalClock {
    const file = join(folder, 'clock.json');
    const before = readJson<Anchor>(file);
    if (before?.speed === speed) return new LocalClock(before, world);
    const real = world();
    const anchor = { real, own: before ? ownTime(before, real) : real, speed };
    writeJson(file, anchor);
    return new LocalClock(anchor, world);
  }

  /** `world`: the world's time in milliseconds. */
  constructor(anchor: Anchor, world: () => number = Date.now) {
    this.#anchor = anchor;
    this.#world = world;
  }

  get speed(): number {
    return this.#anchor.speed;
  }

  /** Never goes backwards, also when the world's clock is set back. */
  now(): number {
    this.#latest = Math.max(this.#latest, ownTime(this.#anchor, this.#world()));
    return this.#latest;
  }

  /** Runs once the clock shows `instant`: long waits in pieces, each computed anew. */
  at(instant: number, run: () => void): { cancel(): void } {
    let timer: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      clearTimeout(timer);
      if (timer) this.#pending.delete(timer);
    };
    const wait = (): void => {
      if (this.#stopped) return;
      const left = Math.max(0, Math.ceil((instant - this.now()) / this.speed));
      timer = setTimeout(
        () => {
          cancel();
          if (this.now() >= instant) run();
          else wait();
        },
        Math.min(left, LONGEST_TIMEOUT),
      );
      this.#pending.add(timer);
    };
    wait();
    return { cancel };
  }

  /** No timer fires from now on. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

/** The world's own time. */
export const worldClock = (): LocalClock => new LocalClock({ real: 0, own: 0, speed: 1 });

const ownTime = ({ real, own, speed }: Anchor, now: number): number => Math.floor(own + (now - real) * speed);
