import type { CalendarFeed, CalendarStore } from '../../../steps/calendar/ports.ts';

/** The calendar feed in memory. */
export class MemoryCalendars implements CalendarStore {
  #feed: CalendarFeed | undefined;

  async feed(): Promise<CalendarFeed | undefined> {
    return this.#feed;
  }

  async replaceFeed(feed: CalendarFeed, seen: number): Promise<boolean> {
    if ((this.#feed?.version ?? 0) !== seen) return false;
    this.#feed = feed;
    return true;
  }
}
