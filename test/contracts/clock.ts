import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../steps/ports.ts';

export function clockContract(name: string, make: () => Clock): void {
  describe(`${name} as a clock`, () => {
    it('tells whole or broken milliseconds since 1970, and never runs backwards', () => {
      const clock = make();
      const told = Array.from({ length: 100 }, () => clock.now());
      expect(told[0]).toBeGreaterThan(Date.parse('2020-01-01'));
      expect(told).toEqual(told.toSorted((a, b) => a - b));
    });

    it('says how fast it runs', () => {
      expect(make().speed).toBeGreaterThanOrEqual(1);
    });
  });
}
