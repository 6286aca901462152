import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Slots } from '../../steps/ports.ts';

export interface SlotsUnderTest {
  readonly slots: Slots;
  readonly close?: () => Promise<void>;
}

export function slotsContract(name: string, make: () => Promise<SlotsUnderTest>): void {
  describe(`${name} (port Slots)`, () => {
    let under: SlotsUnderTest;
    let slots: Slots;
    const held = async (): Promise<readonly string[]> => (await slots.held()).toSorted();

    beforeEach(async () => {
      under = await make();
      slots = under.slots;
    });
    afterEach(() => under.close?.());

    it('claims slots up to the limit, and none above it', async () => {
      expect(await slots.claim(['a#room'], 2)).toBe(true);
      expect(await slots.claim(['b#room'], 2)).toBe(true);
      expect(await slots.claim(['c#room'], 2)).toBe(false);
      expect(await held()).toEqual(['a#room', 'b#room']);
    });

    it('claims again what is claimed, also when the limit was lowered', async () => {
      await slots.claim(['a#room'], 2);
      await slots.claim(['b#room'], 2);
      expect(await slots.claim(['b#room'], 2)).toBe(true);
      expect(await slots.claim(['b#room'], 1)).toBe(true);
      expect(await held()).toEqual(['a#room', 'b#room']);
    });

    it('claims the slots of a meeting all or none', async () => {
      await slots.claim(['a#room'], 3);
      expect(await slots.claim(['b#teacher', 'b#student'], 2)).toBe(false);
      expect(await held()).toEqual(['a#room']);
      expect(await slots.claim(['b#teacher', 'b#student'], 3)).toBe(true);
      expect(await slots.claim(['b#teacher', 'b#student'], 3)).toBe(true);
      expect(await slots.claim(['c#teacher', 'c#student'], 3)).toBe(false);
      expect(await held()).toEqual(['a#room', 'b#student', 'b#teacher']);
    });

    it('claims nothing that is larger than the limit', async () => {
      expect(await slots.claim(['b#teacher', 'b#student'], 1)).toBe(false);
      expect(await held()).toEqual([]);
    });

    it('without a limit, always claims', async () => {
      await slots.claim(['a#room'], 1);
      expect(await slots.claim(['b#teacher', 'b#student'])).toBe(true);
      expect(await held()).toEqual(['a#room', 'b#student', 'b#teacher']);
    });

    it('releases slots, idempotently, so that others can claim them', async () => {
      await slots.claim(['a#room'], 1);
      await slots.release(['a#room', 'unknown#room']);
      await slots.release(['a#room']);
      await slots.release([]);
      expect(await held()).toEqual([]);
      expect(await slots.claim(['b#room'], 1)).toBe(true);
    });

    it('never exceeds the limit when many claim at the same time', async () => {
      const claims = Array.from({ length: 40 }, (_, n) => slots.claim([`m${n}#room`], 10));
      const results = await Promise.all(claims);
      expect(results.filter(Boolean)).toHaveLength(10);
      expect(await held()).toHaveLength(10);
    });
  });
}
