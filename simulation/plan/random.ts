/**
 * A stream of random numbers (sfc32). Every purpose of every meeting has its own stream, so a meeting gets the same
 * numbers when it runs alone and when it runs with others.
 */
export class Stream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    // sfc32 needs a few rounds until similar seeds give unrelated numbers.
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 to 1, without 1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Exponentially distributed, for the time between independent events. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Returns one of the items, with a probability in proportion to its weight. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.next() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of items) if ((left -= weight) < 0) return item;
    throw new RangeError('no items to choose from');
  }
}

/** The stream for one purpose of a meeting (by its index) or of the world. */
export function streamOf(seed: number, of: number | 'world', purpose: string): Stream {
  const index = of === 'world' ? -1 : of;
  const text = hash(purpose, 0x9e3779b9 ^ index);
  return new Stream(seed, Math.imul(index + 1, 0x85ebca6b) ^ text, text ^ Math.imul(seed, 0xc2b2ae35));
}

/** FNV-1a, with murmur3's finalizer to spread the hashes of short texts. */
function hash(text: string, start: number): number {
  let value = start ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
