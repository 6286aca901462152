import type { CalendarFeed, CalendarStore } from '../../../steps/calendar/ports.ts';

/** Calendar feeds in memory. */
export class MemoryCalendars implements CalendarStore {
  readonly #feeds = new Map<string, CalendarFeed>();
  readonly #organisers = new Map<string, string>();

  async feed(organiser: string): Promise<CalendarFeed | undefined> {
    return this.#feeds.get(organiser);
  }

  async replaceFeed(feed: CalendarFeed, seen: number): Promise<boolean> {
    if ((this.#feeds.get(feed.organiser)?.version ?? 0) !== seen) return false;
    this.#feeds.set(feed.organiser, feed);
    return true;
  }

  async saveAddress(secretHash: string, organiser: string): Promise<void> {
    this.#organisers.set(secretHash, organiser);
  }

  async organiserOf(secretHash: string): Promise<string | undefined> {
    return this.#organisers.get(secretHash);
  }
}
