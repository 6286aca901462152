import type { Timer, Timers } from '../local/states-language/index.ts';

interface Entry {
  readonly instant: number;
  readonly order: number;
  /** Undefined once cancelled: the entry stays in the heap until it comes to the top. */
  run: (() => void) | undefined;
}

function before(a: Entry, b: Entry): boolean {
  return a.instant < b.instant || (a.instant === b.instant && a.order < b.order);
}

/** Turns between breaths. */
const BREATH = 4096;
let turns = 0;

/**
 * Lets every promise that can go on without a timer go on: a tick comes when no microtask is left. That is
 * cheaper than a turn of the event loop, which has its turn now and then all the same.
 */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    if ((turns += 1) % BREATH === 0) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

/** A clock that stands still until it is told to go on, with timers on it. Timers of one instant run in the order they were set. */
export class VirtualTimers implements Timers {
  #now: number;
  #orders = 0;
  #live = 0;
  readonly #heap: Entry[] = [];

  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** How many timers are set and neither run nor cancelled. */
  get pending(): number {
    return this.#live;
  }

  at(instant: number, run: () => void): Timer {
    const entry: Entry = { instant, order: this.#orders++, run };
    this.#live += 1;
    this.#push(entry);
    return {
      cancel: () => {
        if (entry.run === undefined) return;
        entry.run = undefined;
        this.#live -= 1;
      },
    };
  }

  /** Runs what is due up to an instant, one timer after the other, and lets promises settle in between; then it is that instant. */
  async advanceTo(instant: number): Promise<void> {
    await settle();
    for (let entry = this.#due(instant); entry !== undefined; entry = this.#due(instant)) {
      this.#now = Math.max(this.#now, entry.instant);
      this.#live -= 1;
      const { run } = entry;
      entry.run = undefined;
      run?.();
      await settle();
    }
    if (Number.isFinite(instant)) this.#now = Math.max(this.#now, instant);
  }

  async advanceBy(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Runs until no timer is left: only for worlds that come to rest. */
  async runAll(): Promise<void> {
    await this.advanceTo(Infinity);
  }

  #due(instant: number): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined && top.instant <= instant; top = this.#heap[0]) {
      this.#pop();
      if (top.run !== undefined) return top;
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && before(right, left) ? right : left;
      if (child === undefined || !before(child, last)) break;
      heap[index] = child;
      index = child === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = last;
  }
}
