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
      expect(await calendars.feed('default')).toBeUndefined();
      expect(await calendars.replaceFeed(feed, 1)).toBe(false);
      expect(await calendars.replaceFeed(feed, 0)).toBe(true);
      expect(await calendars.replaceFeed(feed, 0)).toBe(false);
      expect(await calendars.feed('default')).toEqual(feed);
      expect(await calendars.replaceFeed({ organiser: 'default', version: 2 }, 1)).toBe(true);
      expect(await calendars.feed('default')).toEqual({ organiser: 'default', version: 2 });
    });

    it('keeps the feeds of organisers apart', async () => {
      const { calendars } = under;
      const ada = { ...feed, organiser: 'https://issuer.example#ada' };
      expect(await calendars.replaceFeed(feed, 0)).toBe(true);
      expect(await calendars.replaceFeed(ada, 0)).toBe(true);
      expect(await calendars.feed(ada.organiser)).toEqual(ada);
      expect(await calendars.feed('default')).toEqual(feed);
    });

    it('finds the organiser of an address by its hash', async () => {
      const { calendars } = under;
      expect(await calendars.organiserOf('ab'.repeat(32))).toBeUndefined();
      await calendars.saveAddress('ab'.repeat(32), 'https://issuer.example#ada');
      expect(await calendars.organiserOf('ab'.repeat(32))).toBe('https://issuer.example#ada');
      expect(await calendars.organiserOf('cd'.repeat(32))).toBeUndefined();
    });

    it('lets one of several writers through', async () => {
      const { calendars } = under;
      const written = await Promise.all(Array.from({ length: 5 }, () => calendars.replaceFeed(feed, 0)));
      expect(written.filter(Boolean)).toHaveLength(1);
    });
  });
}
