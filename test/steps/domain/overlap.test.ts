import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { highestOverlap } from '../../../steps/domain/overlap.ts';

const ALL = { from: 0, to: 100 };

describe('the highest overlap', () => {
  it('counts hosts at the busiest instant, not all that touch the span', () => {
    const spans = [
      { from: 0, to: 40, hosts: 1 },
      { from: 30, to: 60, hosts: 2 },
      { from: 50, to: 90, hosts: 1 },
    ];
    expect(highestOverlap(spans, ALL)).toBe(3);
    expect(highestOverlap(spans, { from: 60, to: 100 })).toBe(1);
    expect(highestOverlap(spans, { from: 90, to: 100 })).toBe(0);
  });

  it('does not count a span that ends when another one starts', () => {
    const spans = [
      { from: 10, to: 50, hosts: 1 },
      { from: 50, to: 90, hosts: 1 },
    ];
    expect(highestOverlap(spans, ALL)).toBe(1);
    expect(highestOverlap(spans.toReversed(), ALL)).toBe(1);
  });

  it('equals a count at every instant', () => {
    const span = fc
      .record({ from: fc.nat(20), length: fc.integer({ min: 1, max: 10 }), hosts: fc.integer({ min: 1, max: 2 }) })
      .map(({ from, length, hosts }) => ({ from, to: from + length, hosts }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), span, (spans, within) => {
        const at = (instant: number): number =>
          spans.reduce((sum, { from, to, hosts }) => sum + (from <= instant && instant < to ? hosts : 0), 0);
        const instants = Array.from({ length: within.to - within.from }, (_, n) => within.from + n);
        expect(highestOverlap(spans, within)).toBe(Math.max(...instants.map(at)));
      }),
    );
  });
});
