import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SeriesStore } from '../../steps/series/ports.ts';
import { aSeries } from '../support/series.ts';

export interface SeriesUnderTest {
  readonly series: SeriesStore;
  readonly close?: () => Promise<void>;
}

const id = (letter: string): string => letter.repeat(16);

export function seriesContract(name: string, make: () => Promise<SeriesUnderTest>): void {
  describe(`${name} (port SeriesStore)`, () => {
    let under: SeriesUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('keeps rows as they are written', async () => {
      const { series } = under;
      const row = aSeries({ ends_before: '2027-01-01', occurrences: { '2026-12-01': { meeting_id: id('m') } } });
      expect(await series.find(row.id)).toBeUndefined();
      expect(await series.insert(row)).toBe(true);
      expect(await series.find(row.id)).toEqual(row);
    });

    it('has each id once', async () => {
      const { series } = under;
      const inserted = await Promise.all(Array.from({ length: 5 }, () => series.insert(aSeries())));
      expect(inserted.filter(Boolean)).toHaveLength(1);
      expect(await series.insert(aSeries({ start: '2027-01-01T10:00:00' }))).toBe(false);
      expect(await series.find(aSeries().id)).toEqual(aSeries());
    });

    it('replaces only the version that was seen', async () => {
      const { series } = under;
      const next = aSeries({ version: 2, ends_before: '2027-01-01' });
      expect(await series.replace(next, 1)).toBe(false);
      await series.insert(aSeries());
      expect(await series.replace(next, 1)).toBe(true);
      expect(await series.replace({ ...next, version: 3 }, 1)).toBe(false);
      expect(await series.find(next.id)).toEqual(next);
    });

    it('lists all series by id, in pages', async () => {
      const { series } = under;
      for (const letter of ['c', 'a', 'e', 'b', 'd']) await series.insert(aSeries({ id: id(letter) }));
      const ids: string[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await series.list({ limit: 2, after });
        ids.push(...page.series.map((one) => one.id));
        after = page.after;
        pages += 1;
      } while (after !== undefined);
      expect(ids).toEqual(['a', 'b', 'c', 'd', 'e'].map(id));
      expect(pages).toBe(3);
    });

    it('lists those with something to tell by mail until an instant, the oldest first', async () => {
      const { series } = under;
      const at = (minute: number): string => `2026-12-01T10:0${minute}:00.000Z`;
      await series.insert(aSeries({ id: id('a'), mail_at: at(3) }));
      await series.insert(aSeries({ id: id('b'), mail_at: at(1) }));
      await series.insert(aSeries({ id: id('c') }));
      await series.insert(aSeries({ id: id('d'), mail_at: at(4) }));
      expect(await series.unmailed(at(3), 10)).toEqual([id('b'), id('a')]);
      expect(await series.unmailed(at(9), 1)).toEqual([id('b')]);
      await series.replace(aSeries({ id: id('b'), version: 2 }), 1);
      expect(await series.unmailed(at(3), 10)).toEqual([id('a')]);
    });

    it('lists the series of one organiser by id, in pages', async () => {
      const { series } = under;
      const organisers = { a: 'ada', b: 'default', c: 'ada', d: 'eve', e: 'ada' };
      for (const [letter, organiser] of Object.entries(organisers))
        await series.insert(aSeries({ id: id(letter), organiser }));
      const first = await series.list({ limit: 2, organiser: 'ada' });
      expect(first.series).toEqual(['a', 'c'].map((letter) => aSeries({ id: id(letter), organiser: 'ada' })));
      const second = await series.list({ limit: 2, organiser: 'ada', after: first.after });
      expect(second.series.map((one) => one.id)).toEqual([id('e')]);
      expect(second.after).toBeUndefined();
    });

    it('has no row for a text that is no id', async () => {
      expect(await under.series.find('series')).toBeUndefined();
      expect(await under.series.find('')).toBeUndefined();
    });
  });
}
