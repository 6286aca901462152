import type { Outbox } from '../../../steps/telling/ports.ts';
import type { MemoryMeetings } from './meetings.ts';

/** The rows in memory with untold events. */
export class MemoryOutbox implements Outbox {
  readonly #meetings: Pick<MemoryMeetings, 'untold'>;

  constructor(meetings: Pick<MemoryMeetings, 'untold'>) {
    this.#meetings = meetings;
  }

  async untold(before: string, limit: number): Promise<readonly string[]> {
    return [...this.#meetings.untold()]
      .filter(({ untold_since }) => untold_since! < before)
      .slice(0, limit)
      .map(({ id }) => id);
  }
}
