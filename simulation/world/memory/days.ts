import type { Days } from '../../../steps/overview/ports.ts';

/** Ended meetings by day, in memory. */
export class MemoryDays implements Days {
  readonly #entries = new Map<string, Set<string>>();

  async add(day: string, entry: string): Promise<boolean> {
    const entries = this.#entries.get(day) ?? new Set();
    this.#entries.set(day, entries.add(entry));
    return true;
  }

  async of(day: string): Promise<readonly string[]> {
    return [...(this.#entries.get(day) ?? [])];
  }
}
