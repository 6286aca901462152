import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PresenceRoute } from '../../steps/listening/ports.ts';

export interface PresenceRouteUnderTest {
  readonly presenceRoute: PresenceRoute;
  /** The key of the probe. */
  readonly key: string;
  /** How often the route noted a probe. */
  noted(): Promise<number>;
  /** From now on the route answers with this status and notes nothing. */
  refuse(status: number): void;
  close?(): Promise<void>;
}

export function presenceRouteContract(name: string, make: () => Promise<PresenceRouteUnderTest>): void {
  describe(`${name} (port PresenceRoute)`, () => {
    let under: PresenceRouteUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(async () => under.close?.());

    it('returns true when the route noted the probe', async () => {
      expect(await under.presenceRoute.probe(under.key)).toBe(true);
      expect(await under.noted()).toBe(1);
    });

    it('returns false with another key, and the route notes nothing', async () => {
      expect(await under.presenceRoute.probe('x'.repeat(43))).toBe(false);
      expect(await under.noted()).toBe(0);
    });

    it.each([200, 301, 403, 429, 500, 504])('returns false when the route answers %d', async (status) => {
      under.refuse(status);
      expect(await under.presenceRoute.probe(under.key)).toBe(false);
      expect(await under.noted()).toBe(0);
    });
  });
}
