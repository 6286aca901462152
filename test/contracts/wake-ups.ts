import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Millis } from '../../steps/domain/instants.ts';
import type { WakeUp, WakeUps } from '../../steps/ports.ts';
import { ID, t } from '../support/meeting.ts';

export interface WakeUpsUnderTest {
  readonly wakeUps: WakeUps;
  /** Names of the armed wake-ups, and the instants at which they fire. It may let them fire, so call it once. */
  armed(): Promise<Readonly<Record<string, Millis>>>;
}

const wakeUp = (fields: Partial<WakeUp> = {}): WakeUp => ({
  meetingId: ID,
  revision: 1,
  kind: 'attendance',
  at: t(18),
  ...fields,
});

/** The clock of the adapter is at T-60. */
export function wakeUpsContract(name: string, make: () => WakeUpsUnderTest): void {
  describe(`${name} (port WakeUps)`, () => {
    let under: WakeUpsUnderTest;
    let wakeUps: WakeUps;

    beforeEach(() => {
      under = make();
      wakeUps = under.wakeUps;
    });

    it('arms one wake-up for each kind and revision', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ kind: 'hard-end', at: t(123) }));
      await wakeUps.arm(wakeUp({ revision: 2, at: t(48) }));
      expect(await under.armed()).toEqual({
        [`${ID}-1-attendance`]: t(18),
        [`${ID}-1-hard-end`]: t(123),
        [`${ID}-2-attendance`]: t(48),
      });
    });

    it('keeps an armed wake-up when it is armed again', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ at: t(50) }));
      expect(await under.armed()).toEqual({ [`${ID}-1-attendance`]: t(18) });
    });

    it('fires at the next full second, never earlier than requested', async () => {
      await wakeUps.arm(wakeUp({ at: t(18) + 1 }));
      const [at] = Object.values(await under.armed());
      expect(at).toBeGreaterThan(t(18));
      expect(at).toBeLessThanOrEqual(t(18) + 1_000);
    });

    it('fires soon when the instant is past', async () => {
      await wakeUps.arm(wakeUp({ at: t(-300) }));
      expect(Object.values(await under.armed())[0]).toBeLessThanOrEqual(t(-58));
    });

    it('disarms all kinds of one revision only', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ kind: 'hard-end' }));
      await wakeUps.arm(wakeUp({ revision: 2 }));
      await wakeUps.disarm(ID, 1);
      expect(Object.keys(await under.armed())).toEqual([`${ID}-2-attendance`]);
    });

    it('disarms wake-ups idempotently, also ones that never existed', async () => {
      await wakeUps.arm(wakeUp({ kind: 'hard-end' }));
      await wakeUps.disarm(ID, 1);
      await wakeUps.disarm(ID, 1);
      await wakeUps.disarm(ID, 7);
      expect(await under.armed()).toEqual({});
    });
  });
}
