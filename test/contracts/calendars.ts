import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CalendarFeed, CalendarStore } from '../../steps/calendar/ports.ts';
import { iso } from '../support/meeting.ts';

export interface CalendarsUnderTest {
  readonly calendars: CalendarStore;
  readonly close?: () => Promise<void>;
}

const feed: CalendarFeed = {
  organiser: 'default',
  version: 1,
  address: { secret_hash: 'ab'.repeat(32), created_at: iso(0) },
  meetings_page: 'https://lessons.example/meetings',
};

export function calendarsContract(name: string, make: () => Promise<CalendarsUnderTest>): void {
  describe(`${name} (port CalendarStore)`, () => {
    let under: CalendarsUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('writes the record only over the version that was seen', async () => {
      const { calendars } = under;
      expect(await calendars.feed()).toBeUndefined();
      expect(await calendars.replaceFeed(feed, 1)).toBe(false);
      expect(await calendars.replaceFeed(feed, 0)).toBe(true);
      expect(await calendars.replaceFeed(feed, 0)).toBe(false);
      expect(await calendars.feed()).toEqual(feed);
      expect(await calendars.replaceFeed({ organiser: 'default', version: 2 }, 1)).toBe(true);
      expect(await calendars.feed()).toEqual({ organiser: 'default', version: 2 });
    });

    it('lets one of several writers through', async () => {
      const { calendars } = under;
      const written = await Promise.all(Array.from({ length: 5 }, () => calendars.replaceFeed(feed, 0)));
      expect(written.filter(Boolean)).toHaveLength(1);
    });
  });
}
