import type { ReadyTimes, ReadyTimesRecord } from '../../../steps/readiness/ports.ts';

/** Times to ready in memory. Records are immutable, so they are not copied. */
export class MemoryReadyTimes implements ReadyTimes {
  readonly #records = new Map<string, ReadyTimesRecord>();

  async find(boot: string): Promise<ReadyTimesRecord | undefined> {
    return this.#records.get(boot);
  }

  async replace(boot: string, record: ReadyTimesRecord, seen: number): Promise<boolean> {
    if ((this.#records.get(boot)?.version ?? 0) !== seen) return false;
    this.#records.set(boot, record);
    return true;
  }
}
