import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from '../../steps/domain/meeting.ts';
import type { Health } from '../../steps/readiness/ports.ts';
import { ID } from '../support/meeting.ts';

export interface HealthUnderTest {
  readonly health: Health;
  readonly healthy: Address;
  /** The host runs but is not ready. */
  readonly booting: Address;
  /** No host has this address. */
  readonly unreachable: Address;
  /** What the healthy host counts; null for kinds of hosts that cannot count. */
  readonly people: number | null;
  close?(): Promise<void>;
}

export function healthContract(name: string, make: () => Promise<HealthUnderTest>): void {
  describe(`${name} (port Health)`, () => {
    let under: HealthUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(async () => under.close?.());

    it('reports healthy only for a ready host, and never throws', async () => {
      const { health, healthy, booting, unreachable } = under;
      expect(await health.probe({ id: ID }, healthy)).toMatchObject({ healthy: true });
      expect(await health.probe({ id: ID }, booting)).toMatchObject({ healthy: false });
      expect(await health.probe({ id: ID }, unreachable)).toMatchObject({ healthy: false });
    });

    it('counts people only at a host that answers, and only if its kind can', async () => {
      const { health, healthy, unreachable, people } = under;
      expect(health.countsPeople).toBe(people !== null);
      expect((await health.probe({ id: ID }, healthy)).people).toBe(people);
      expect((await health.probe({ id: ID }, unreachable)).people).toBeNull();
    });

    it('gives a short detail without addresses', async () => {
      for (const address of [under.healthy, under.booting, under.unreachable]) {
        const { detail } = await under.health.probe({ id: ID }, address);
        expect(detail).toMatch(/^[a-z ,()\d]{3,60}$/);
      }
    });
  });
}
