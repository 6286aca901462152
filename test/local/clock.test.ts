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

  it('advances while no process runs', () => {
    const first = start();
    first.stop();
    computer += HOUR;
    expect(start().now()).toBe(START + HOUR);
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
