import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadyTimes, ReadyTimesRecord } from '../../steps/readiness/ports.ts';
import { ID } from '../support/meeting.ts';

export interface ReadyTimesUnderTest {
  readonly readyTimes: ReadyTimes;
  readonly close?: () => Promise<void>;
}

const aRecord = (version: number, seconds = 90): ReadyTimesRecord => ({
  organiser: 'default',
  version,
  times: [{ id: ID, seconds }],
  expires_at: 1_800_000_000,
});

export function readyTimesContract(name: string, make: () => Promise<ReadyTimesUnderTest>): void {
  describe(`${name} (port ReadyTimes)`, () => {
    let under: ReadyTimesUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    it('writes a record only over the version that was seen', async () => {
      const { readyTimes } = under;
      expect(await readyTimes.find('jitsi#ami-1')).toBeUndefined();
      expect(await readyTimes.replace('jitsi#ami-1', aRecord(2), 1)).toBe(false);
      expect(await readyTimes.replace('jitsi#ami-1', aRecord(1), 0)).toBe(true);
      expect(await readyTimes.replace('jitsi#ami-1', aRecord(1, 5), 0)).toBe(false);
      expect(await readyTimes.find('jitsi#ami-1')).toEqual(aRecord(1));
      expect(await readyTimes.replace('jitsi#ami-1', aRecord(2, 80), 1)).toBe(true);
      expect(await readyTimes.find('jitsi#ami-1')).toEqual(aRecord(2, 80));
    });

    it('keeps the records of kinds and images apart', async () => {
      const { readyTimes } = under;
      await readyTimes.replace('jitsi#ami-1', aRecord(1), 0);
      expect(await readyTimes.find('jitsi#ami-2')).toBeUndefined();
      expect(await readyTimes.replace('jitsi#ami-2', aRecord(1, 70), 0)).toBe(true);
      expect(await readyTimes.find('jitsi#ami-1')).toEqual(aRecord(1));
    });
  });
}
