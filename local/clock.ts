import { join } from 'node:path';
import type { Timers } from './states-language/index.ts';
import { MINUTE, SECOND } from '../steps/domain/instants.ts';
import type { Clock } from '../steps/ports.ts';
import { readJson, writeJson } from './files.ts';

/** The local time `own` at the real time `real`. */
interface Anchor {
  readonly real: number;
  readonly own: number;
  readonly speed: number;
}

/** The anchor, and a local time that no process has exceeded. */
interface Saved extends Anchor {
  readonly latest?: number;
}

/** The saved time is ahead by this much, so that most reads write nothing. After a kill the clock waits for it. Real time. */
const AHEAD = 2 * SECOND;
/** When the computer's clock is set back by less than this, the local clock waits for it. Real time. */
const SMALL_STEP = MINUTE;

/** Node.js fires a longer timer at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * The local clock, and timers on it. It can run faster than real time. Local time follows from real time and an anchor in
 * the data folder, so it also advances while the process is down. It never runs backwards: when the computer's clock is set
 * back, it continues from the latest local time, with a new anchor.
 */
export class LocalClock implements Clock, Timers {
  #anchor: Anchor;
  readonly #realTime: () => number;
  readonly #pending = new Set<NodeJS.Timeout>();
  readonly #file: string | undefined;
  #latest: number;
  #saved = -Infinity;
  #stopped = false;

  /** Starts at the real time in a new folder. After a change of speed, continues from the current local time. */
  static in(folder: string, speed: number, realTime: () => number = Date.now): LocalClock {
    const file = join(folder, 'clock.json');
    const before = readJson<Saved>(file);
    const latest = before?.latest ?? -Infinity;
    return new LocalClock(anchorOf(before, latest, speed, realTime()), realTime, file, latest);
  }

  /**
   * @param realTime returns epoch milliseconds
   * @param file keeps the anchor and the latest local time
   * @param latest the clock starts at this local time or later
   */
  constructor(anchor: Anchor, realTime: () => number = Date.now, file?: string, latest = -Infinity) {
    this.#anchor = anchor;
    this.#realTime = realTime;
    this.#latest = Math.max(anchor.own, latest);
    this.#file = file;
    this.now();
  }

  get speed(): number {
    return this.#anchor.speed;
  }

  now(): number {
    const real = this.#realTime();
    if (localTime(this.#anchor, real) < this.#latest - SMALL_STEP * this.speed) {
      this.#anchor = { real, own: this.#latest, speed: this.speed };
      this.#saved = -Infinity;
    }
    this.#latest = Math.max(this.#latest, localTime(this.#anchor, real));
    if (this.#latest > this.#saved) this.#save(this.#latest + (this.#stopped ? 0 : AHEAD * this.speed));
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
    this.#saved = -Infinity;
    this.now();
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }

  /** A full disk does not stop the clock. */
  #save(latest: number): void {
    if (this.#file === undefined) return;
    this.#saved = latest;
    try {
      writeJson(this.#file, { ...this.#anchor, latest } satisfies Saved);
    } catch {
      // The next save may succeed.
    }
  }
}

function anchorOf(before: Saved | undefined, latest: number, speed: number, real: number): Anchor {
  if (before === undefined) return { real, own: real, speed };
  if (before.speed !== speed) return { real, own: Math.max(localTime(before, real), latest), speed };
  return { real: before.real, own: before.own, speed };
}

export const realTimeClock = (): LocalClock => new LocalClock({ real: 0, own: 0, speed: 1 });

const localTime = ({ real, own, speed }: Anchor, now: number): number => Math.floor(own + (now - real) * speed);
