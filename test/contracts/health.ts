import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from '../../steps/domain/meeting.ts';
import type { Health } from '../../steps/ports.ts';
import { ID } from '../support/meeting.ts';

export interface HealthUnderTest {
  readonly health: Health;
  readonly healthy: Address;
  /** There is a machine, and it is not ready. */
  readonly booting: Address;
  /** Nobody is there. */
  readonly nobody: Address;
  close?(): Promise<void>;
}

export function healthContract(name: string, make: () => Promise<HealthUnderTest>): void {
  describe(`${name} as a probe`, () => {
    let under: HealthUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(async () => under.close?.());

    it('tells a healthy host from one that boots and from none, and throws for none of them', async () => {
      const { health, healthy, booting, nobody } = under;
      expect(await health.probe(ID, healthy)).toMatchObject({ healthy: true });
      expect(await health.probe(ID, booting)).toMatchObject({ healthy: false });
      expect(await health.probe(ID, nobody)).toMatchObject({ healthy: false });
    });

    it('says in a few words how it is, without addresses', async () => {
      for (const address of [under.healthy, under.booting, under.nobody]) {
        const { detail } = await under.health.probe(ID, address);
        expect(detail).toMatch(/^[a-z ,()\d]{3,60}$/);
      }
    });
  });
}
