import type { Timer, Timers } from '../../local/states-language/index.ts';

class Entry implements Timer {
  readonly instant: number;
  readonly order: number;
  /** Undefined once the timer ran or was cancelled. A cancelled entry stays in the heap until it is at the top. */
  run: (() => void) | undefined;

  constructor(instant: number, order: number, run: () => void) {
    this.instant = instant;
    this.order = order;
    this.run = run;
  }

  cancel(): void {
    this.run = undefined;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.instant < b.instant || (a.instant === b.instant && a.order < b.order);
}

/** Every nth timer waits for a turn of the event loop, so that input and output are not blocked. */
const TIMERS_PER_TURN = 4096;
/** Its callbacks are microtasks without an async resource, which `queueMicrotask` creates. */
const SETTLED = Promise.resolve();

/** A simulated clock with timers. Timers of the same time run in the order of creation. */
export class VirtualTimers implements Timers {
  #now: number;
  #nextOrder = 0;
  #ran = 0;
  readonly #heap: Entry[] = [];

  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** The number of timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#heap.filter(({ run }) => run !== undefined).length;
  }

  at(instant: number, run: () => void): Timer {
    const entry = new Entry(instant, this.#nextOrder++, run);
    this.#push(entry);
    return entry;
  }

  /** Runs the timers up to the given time, and lets promises settle after each. Then sets the clock to that time. */
  advanceTo(instant: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        const entry = this.#due(instant);
        if (entry === undefined) {
          if (Number.isFinite(instant)) this.#now = Math.max(this.#now, instant);
          return resolve();
        }
        this.#now = Math.max(this.#now, entry.instant);
        const { run } = entry;
        entry.run = undefined;
        try {
          run?.();
        } catch (error) {
          return reject(error);
        }
        settled();
      };
      // Node.js runs ticks when no microtask is left, which is faster than a turn of the event loop. The step runs as a
      // microtask, because all ticks that exist run before the microtasks that they cause.
      const tick = (): void => void SETTLED.then(step);
      const settled = (): void => {
        if ((this.#ran += 1) % TIMERS_PER_TURN === 0) setImmediate(step);
        else process.nextTick(tick);
      };
      process.nextTick(tick);
    });
  }

  async advanceBy(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Runs until no timer is left. Does not return when timers always set new timers. */
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
