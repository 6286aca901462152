import { describe, expect, it } from '@jest/globals';
import type { Secrets } from '../../steps/ports.ts';

export function secretsContract(name: string, make: () => Secrets): void {
  describe(`${name} (port Secrets)`, () => {
    it('returns the same link secret of at least 32 characters each time', async () => {
      const secrets = make();
      const secret = await secrets.linkSecret();
      expect(secret.length).toBeGreaterThanOrEqual(32);
      expect(await secrets.linkSecret()).toBe(secret);
    });
  });
}
