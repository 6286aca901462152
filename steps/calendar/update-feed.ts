import { Contention } from '../domain/errors.ts';
import type { CalendarFeed, CalendarStore } from './ports.ts';

const ATTEMPTS = 12;

/**
 * Reads the record of an organiser's feed, decides, and writes on the condition that nobody wrote in between; otherwise repeats.
 * @throws Contention, and the errors of the adapter
 */
export async function updateFeed(
  store: Pick<CalendarStore, 'feed' | 'replaceFeed'>,
  organiser: string,
  decide: (feed: CalendarFeed) => Omit<CalendarFeed, 'organiser' | 'version'>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen: CalendarFeed = (await store.feed(organiser)) ?? { organiser, version: 0 };
    const next = { ...decide(seen), organiser, version: seen.version + 1 };
    if (await store.replaceFeed(next, seen.version)) return;
  }
  throw new Contention(`calendar feed: other writers changed it ${ATTEMPTS} times`);
}
