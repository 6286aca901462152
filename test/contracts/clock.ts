import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../steps/ports.ts';

export function clockContract(name: string, make: () => Clock): void {
  describe(`${name} (port Clock)`, () => {
    it('returns epoch milliseconds that never decrease', () => {
      const clock = make();
      const times = Array.from({ length: 100 }, () => clock.now());
      expect(times[0]).toBeGreaterThan(Date.parse('2020-01-01'));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    it('has a speed of at least 1', () => {
      expect(make().speed).toBeGreaterThanOrEqual(1);
    });
  });
}
