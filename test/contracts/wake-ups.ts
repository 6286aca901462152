import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Millis } from '../../steps/domain/instants.ts';
import type { WakeUp, WakeUps } from '../../steps/ports.ts';
import { ID, t } from '../support/meeting.ts';

export interface WakeUpsUnderTest {
  readonly wakeUps: WakeUps;
  /** What is armed, by name, with the instant at which it fires; in any order. */
  armed(): Readonly<Record<string, Millis>>;
}

const wakeUp = (fields: Partial<WakeUp> = {}): WakeUp => ({
  meetingId: ID,
  revision: 1,
  kind: 'attendance',
  at: t(18),
  ...fields,
});

/** Every service of wake-ups; its clock stands at T-60. */
export function wakeUpsContract(name: string, make: () => WakeUpsUnderTest): void {
  describe(`${name} as nets`, () => {
    let under: WakeUpsUnderTest;
    let wakeUps: WakeUps;

    beforeEach(() => {
      under = make();
      wakeUps = under.wakeUps;
    });

    it('are armed one for each kind and revision', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ kind: 'hard-end', at: t(123) }));
      await wakeUps.arm(wakeUp({ revision: 2, at: t(48) }));
      expect(under.armed()).toEqual({
        [`${ID}-1-attendance`]: t(18),
        [`${ID}-1-hard-end`]: t(123),
        [`${ID}-2-attendance`]: t(48),
      });
    });

    it('stay as they are when they are armed again', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ at: t(50) }));
      expect(under.armed()).toEqual({ [`${ID}-1-attendance`]: t(18) });
    });

    it('fire no earlier than asked, at a full second', async () => {
      await wakeUps.arm(wakeUp({ at: t(18) + 1 }));
      const [at] = Object.values(under.armed());
      expect(at).toBeGreaterThan(t(18));
      expect(at).toBeLessThanOrEqual(t(18) + 1_000);
    });

    it('fire soon when their instant is past', async () => {
      await wakeUps.arm(wakeUp({ at: t(-300) }));
      expect(Object.values(under.armed())[0]).toBeLessThanOrEqual(t(-58));
    });

    it('are disarmed together, and only those of one revision', async () => {
      await wakeUps.arm(wakeUp());
      await wakeUps.arm(wakeUp({ kind: 'hard-end' }));
      await wakeUps.arm(wakeUp({ revision: 2 }));
      await wakeUps.disarm(ID, 1);
      expect(Object.keys(under.armed())).toEqual([`${ID}-2-attendance`]);
    });

    it('that are gone already, or never were, are disarmed without trouble', async () => {
      await wakeUps.arm(wakeUp({ kind: 'hard-end' }));
      await wakeUps.disarm(ID, 1);
      await wakeUps.disarm(ID, 1);
      await wakeUps.disarm(ID, 7);
      expect(under.armed()).toEqual({});
    });
  });
}
