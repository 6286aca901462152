import { describe, expect, it } from '@jest/globals';
import { UnknownKey } from '../../steps/domain/errors.ts';
import type { KeyRing } from '../../steps/domain/key-ring.ts';
import type { Secrets } from '../../steps/ports.ts';

/** The stored forms: one secret, as a deployment creates it, and a ring. */
export const PLAIN = 's'.repeat(48);
export const RING: KeyRing = { current: 'kb', keys: { ka: 'a'.repeat(48), kb: 'b'.repeat(48) } };

/** @param make an adapter over this stored form */
export function secretsContract(name: string, make: (stored: string | KeyRing) => Secrets): void {
  describe(`${name} (port Secrets)`, () => {
    it('returns the same plain secret each time, under its id and without one', async () => {
      const secrets = make(PLAIN);
      const { current, keys } = await secrets.keyRing();
      expect(keys).toEqual({ [current]: PLAIN });
      for (const keyId of [current, undefined, current]) expect(await secrets.linkSecret(keyId)).toBe(PLAIN);
    });

    it('returns each secret of a ring by its id, and the oldest one without an id', async () => {
      const secrets = make(RING);
      expect(await secrets.keyRing()).toEqual(RING);
      expect(await secrets.linkSecret('ka')).toBe(RING.keys['ka']);
      expect(await secrets.linkSecret('kb')).toBe(RING.keys['kb']);
      expect(await secrets.linkSecret(undefined)).toBe(RING.keys['ka']);
    });

    it.each(['kc', '', 'current', '__proto__', 'constructor'])('has no secret with the id %j', async (keyId) => {
      for (const stored of [PLAIN, RING])
        await expect(make(stored).linkSecret(keyId)).rejects.toBeInstanceOf(UnknownKey);
    });
  });
}
