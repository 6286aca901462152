import { Contention } from '../domain/errors.ts';
import { ORGANISER } from '../domain/organisers.ts';
import type { CalendarFeed, CalendarStore } from './ports.ts';

const ATTEMPTS = 12;

const NONE: CalendarFeed = { organiser: ORGANISER, version: 0 };

/**
 * Reads the record of the feed, decides, and writes on the condition that nobody wrote in between; otherwise repeats.
 * @throws Contention, and the errors of the adapter
 */
export async function updateFeed(
  store: CalendarStore,
  decide: (feed: CalendarFeed) => Omit<CalendarFeed, 'organiser' | 'version'>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = (await store.feed()) ?? NONE;
    const next = { ...decide(seen), organiser: seen.organiser, version: seen.version + 1 };
    if (await store.replaceFeed(next, seen.version)) return;
  }
  throw new Contention(`calendar feed: other writers changed it ${ATTEMPTS} times`);
}
