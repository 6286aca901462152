import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';

describe('virtual timers', () => {
  it('run in the order of their instants, then of their creation; cancelled timers do not run', async () => {
    const timer = fc.record({ instant: fc.integer({ min: 0, max: 20 }), cancelled: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(timer), async (specs) => {
        const timers = new VirtualTimers();
        const ran: string[] = [];
        const set = specs.map(({ instant }, index) => timers.at(instant, () => ran.push(`${timers.now()}#${index}`)));
        specs.forEach(({ cancelled }, index) => cancelled && set[index]?.cancel());
        await timers.runAll();
        const expected = specs
          .map(({ instant, cancelled }, index) => ({ instant, cancelled, index }))
          .filter(({ cancelled }) => !cancelled)
          .toSorted((a, b) => a.instant - b.instant || a.index - b.index);
        expect(ran).toEqual(expected.map(({ instant, index }) => `${instant}#${index}`));
        expect(timers.pending).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('settle promises between timers, and never go backwards', async () => {
    const timers = new VirtualTimers(100);
    const seen: string[] = [];
    timers.at(110, () => void Promise.resolve().then(() => seen.push(`promise at ${timers.now()}`)));
    timers.at(111, () => seen.push(`timer at ${timers.now()}`));
    timers.at(50, () => seen.push(`past at ${timers.now()}`));
    await timers.advanceBy(50);
    expect(seen).toEqual(['past at 100', 'promise at 110', 'timer at 111']);
    expect(timers.now()).toBe(150);
  });
});
