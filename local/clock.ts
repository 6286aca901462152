import { join } from 'node:path';
import type { Timers } from './states-language/index.ts';
import type { Clock } from '../steps/ports.ts';
import { readJson, writeJson } from './files.ts';

/** The local time `own` at the real time `real`. */
interface Anchor {
  readonly real: number;
  readonly own: number;
  readonly speed: number;
}

/** Node.js fires a longer timer at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * The local clock, and timers on it. It can run faster than real time. Local time follows from real time and an anchor in
 * the data folder, so it also advances while the process is down.
 */
export class LocalClock implements Clock, Timers {
  readonly #anchor: Anchor;
  readonly #realTime: () => number;
  readonly #pending = new Set<NodeJS.Timeout>();
  #latest = 0;
  #stopped = false;

  /** Starts at the real time in a new folder. After a change of speed, continues from the current local time. */
  static in(folder: string, speed: number, realTime: () => number = Date.now): LocalClock {
    const file = join(folder, 'clock.json');
    const before = readJson<Anchor>(file);
    if (before?.speed === speed) return new LocalClock(before, realTime);
    const real = realTime();
    const anchor = { real, own: before ? localTime(before, real) : real, speed };
    writeJson(file, anchor);
    return new LocalClock(anchor, realTime);
  }

  /** `realTime` returns epoch milliseconds. */
  constructor(anchor: Anchor, realTime: () => number = Date.now) {
    this.#anchor = anchor;
    this.#realTime = realTime;
  }

  get speed(): number {
    return this.#anchor.speed;
  }

  /** Never goes backwards, even when the system clock is set back. */
  now(): number {
    this.#latest = Math.max(this.#latest, localTime(this.#anchor, this.#realTime()));
    return this.#latest;
  }

  /** Calls `run` when local time reaches `instant`. A long wait takes several Node.js timers. */
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

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

export const realTimeClock = (): LocalClock => new LocalClock({ real: 0, own: 0, speed: 1 });

const localTime = ({ real, own, speed }: Anchor, now: number): number => Math.floor(own + (now - real) * speed);
