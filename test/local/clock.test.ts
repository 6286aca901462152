import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalClock } from '../../local/clock.ts';
import { HOUR, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { newFolder } from '../support/runtime.ts';

describe('the local clock', () => {
  const START = Date.parse('2026-12-01T15:00:00Z');
  let computer: number;
  let folder: string;
  let clocks: LocalClock[];

  beforeEach(() => {
    computer = START;
    folder = newFolder();
    clocks = [];
  });
  afterEach(() => clocks.forEach((clock) => clock.stop()));

  const start = (speed = 1): LocalClock => {
    const clock = LocalClock.in(folder, speed, () => computer);
    clocks.push(clock);
    return clock;
  };

  it('continues from its latest time when the clock of the computer is set back', () => {
    const clock = start();
    computer += HOUR;
    const before = clock.now();
    computer -= 2 * HOUR;
    expect(clock.now()).toBe(before);
    computer += MINUTE;
    expect(clock.now()).toBe(before + MINUTE);
  });

  it('waits for the clock of the computer when it is set back by seconds, so that both stay equal', () => {
    const clock = start();
    computer += HOUR;
    const before = clock.now();
    computer -= 5 * SECOND;
    expect(clock.now()).toBe(before);
    computer += 7 * SECOND;
    expect(clock.now()).toBe(before + 2 * SECOND);
  });

  it.each([1, 60])('at speed %i does not run backwards over a restart', (speed) => {
    const first = start(speed);
    computer += HOUR;
    const before = first.now();
    first.stop();
    computer -= 3 * HOUR;
    const second = start(speed);
    expect(second.now()).toBeGreaterThanOrEqual(before);
    const then = second.now();
    computer += SECOND;
    expect(second.now()).toBe(then + speed * SECOND);
    second.stop();
    expect(start(speed).now()).toBe(second.now());
  });

  it('never runs backwards, whatever the computer does: its clock, kills, restarts at another speed', () => {
    const move = fc.oneof(
      fc.integer({ min: -20 * SECOND, max: 20 * SECOND }),
      fc.integer({ min: -30 * HOUR, max: 2 * HOUR }),
    );
    const what = fc.constantFrom('read', 'read', 'kill', 'stop');
    const event = fc.record({ move, what, speed: fc.constantFrom(1, 60) });
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 10 }), (events) => {
        folder = newFolder();
        let clock = start();
        let latest = clock.now();
        for (const { move: by, what, speed } of events) {
          computer += by;
          if (what === 'stop') clock.stop();
          if (what !== 'read') clock = start(speed);
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(latest);
          latest = now;
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not run backwards when its process is killed and the clock of the computer is set back by a second', () => {
    const killed = start();
    computer += SECOND;
    const before = killed.now();
    computer -= SECOND;
    expect(start().now()).toBeGreaterThanOrEqual(before);
  });

  it('is equal to the clock of the computer again seconds after a kill', () => {
    const killed = start();
    computer += HOUR;
    expect(killed.now()).toBe(computer);
    const next = start();
    expect(next.now() - computer).toBeLessThanOrEqual(2 * SECOND);
    computer += 2 * SECOND;
    expect(next.now()).toBe(computer);
  });

  it('advances while no process runs', () => {
    const first = start();
    first.stop();
    first.now();
    computer += 1;
    expect(start().now()).toBe(START + 1);
    computer += HOUR;
    expect(start().now()).toBe(START + HOUR + 1);
  });

  it('continues from its time with another speed', () => {
    const first = start();
    computer += HOUR;
    first.stop();
    const second = start(60);
    expect(second.now()).toBe(START + HOUR);
    computer += SECOND;
    expect(second.now()).toBe(START + HOUR + MINUTE);
  });
});
