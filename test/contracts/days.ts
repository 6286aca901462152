import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Days } from '../../steps/overview/ports.ts';

export interface DaysUnderTest {
  readonly days: Days;
  readonly close?: () => Promise<void>;
}

export function daysContract(name: string, make: () => Promise<DaysUnderTest>): void {
  describe(`${name} (port Days)`, () => {
    let under: DaysUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('keeps entries by day', async () => {
      const { days } = under;
      expect(await days.of('2026-12-01')).toEqual([]);
      expect(await days.add('2026-12-01', 'a')).toBe(true);
      await days.add('2026-12-01', 'b');
      await days.add('2026-12-02', 'c');
      expect((await days.of('2026-12-01')).toSorted()).toEqual(['a', 'b']);
      expect(await days.of('2026-12-02')).toEqual(['c']);
    });

    it('has an entry once, however often it is added', async () => {
      const { days } = under;
      await Promise.all(Array.from({ length: 10 }, () => days.add('2026-12-01', 'a')));
      expect(await days.add('2026-12-01', 'a')).toBe(true);
      expect(await days.of('2026-12-01')).toEqual(['a']);
    });
  });
}
