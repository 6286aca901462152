import type { Slots } from '../../../steps/ports.ts';

/** The slots in use, in memory. */
export class MemorySlots implements Slots {
  readonly #held = new Set<string>();

  get count(): number {
    return this.#held.size;
  }

  async claim(slots: readonly string[], max = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.#held.size + slots.length > max && !slots.every((slot) => this.#held.has(slot))) return false;
    for (const slot of slots) this.#held.add(slot);
    return true;
  }

  async release(slots: readonly string[]): Promise<void> {
    for (const slot of slots) this.#held.delete(slot);
  }

  async held(): Promise<readonly string[]> {
    return [...this.#held];
  }
}
