import { describe, expect, it } from '@jest/globals';
import type { KeyStore } from '../../scripts/rotate-links/key-store.ts';
import { parseKeyRing, withKey } from '../../steps/domain/key-ring.ts';
import { t } from '../support/meeting.ts';
import { MemoryClock } from '../support/memory/clock.ts';

const [FIRST, SECOND, THIRD] = ['a', 'b', 'c'].map((letter) => letter.repeat(43)) as [string, string, string];

/** @param make a store with one plain secret, as a deployment creates it */
export function keyStoreContract(name: string, make: (stored: string, clock: MemoryClock) => KeyStore): void {
  describe(`${name} (port KeyStore)`, () => {
    it('returns the plain secret of a new deployment as a ring', async () => {
      const { ring, changedAt } = await make(FIRST, new MemoryClock(t(0))).read();
      expect(ring).toEqual(parseKeyRing(FIRST));
      expect(changedAt).toBe(t(0));
    });

    it('stores a ring, and the time of the change', async () => {
      const clock = new MemoryClock(t(0));
      const store = make(FIRST, clock);
      const before = await store.read();
      const ring = withKey(before.ring, SECOND);
      clock.advance(60_000);
      expect(await store.replace(ring, before.version)).toBe(true);
      const after = await store.read();
      expect(after).toEqual({ ring, version: after.version, changedAt: t(1) });
      expect(Object.keys(after.ring.keys)).toEqual(Object.keys(ring.keys));
      expect(after.version).not.toBe(before.version);
    });

    it('refuses a write after another one, and keeps that one', async () => {
      const store = make(FIRST, new MemoryClock(t(0)));
      const { ring, version } = await store.read();
      expect(await store.replace(withKey(ring, SECOND), version)).toBe(true);
      expect(await store.replace(withKey(ring, THIRD), version)).toBe(false);
      expect((await store.read()).ring).toEqual(withKey(ring, SECOND));
    });

    it('lets one of two writes at the same time succeed', async () => {
      const store = make(FIRST, new MemoryClock(t(0)));
      const { ring, version } = await store.read();
      const rings = [withKey(ring, SECOND), withKey(ring, THIRD)];
      const results = await Promise.all(rings.map((each) => store.replace(each, version)));
      expect(results.toSorted()).toEqual([false, true]);
      expect((await store.read()).ring).toEqual(rings[results.indexOf(true)]);
    });
  });
}
