import { MAIL_ONLY } from '../../../steps/domain/outbox.ts';
import type { Outbox } from '../../../steps/telling/ports.ts';
import type { MemoryMeetings } from './meetings.ts';

/** The rows in memory with something to tell. */
export class MemoryOutbox implements Outbox {
  readonly #meetings: Pick<MemoryMeetings, 'untold'>;

  constructor(meetings: Pick<MemoryMeetings, 'untold'>) {
    this.#meetings = meetings;
  }

  async untold(before: string, limit: number): Promise<readonly string[]> {
    return this.#ids((since) => since < before, limit);
  }

  async unmailed(before: string, limit: number): Promise<readonly string[]> {
    const isMail = (since: string): boolean => since >= MAIL_ONLY && since <= MAIL_ONLY + before;
    return this.#ids((since) => since < before || isMail(since), limit);
  }

  #ids(isFound: (since: string) => boolean, limit: number): readonly string[] {
    return [...this.#meetings.untold()]
      .filter(({ untold_since }) => isFound(untold_since!))
      .slice(0, limit)
      .map(({ id }) => id);
  }
}
