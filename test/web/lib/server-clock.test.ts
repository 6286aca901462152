import { describe, expect, it } from '@jest/globals';
import { ServerClock } from '../../../web/lib/server-clock.ts';

const NOON = Date.parse('2026-12-01T12:00:00Z');

describe('the server’s clock', () => {
  it('is the browser’s until the server has told its own', () => {
    const clock = new ServerClock(() => 5_000, NOON);
    expect([clock.now(), clock.known, clock.speed]).toEqual([NOON, false, 1]);
  });

  it('goes on from an answer, which is taken to be half a round trip old', () => {
    let here = 1_000;
    const clock = new ServerClock(() => here, 0);
    here = 1_400;
    clock.learn({ now: '2026-12-01T12:00:00Z' }, 1_000);
    expect(clock.now()).toBe(NOON + 200);
    here = 3_400;
    expect(clock.now()).toBe(NOON + 2_200);
  });

  it('runs as fast as the server says', () => {
    let here = 0;
    const clock = new ServerClock(() => here, 0);
    clock.learn({ now: '2026-12-01T12:00:00Z', clock_speed: 60 }, 0);
    here = 1_000;
    expect(clock.now()).toBe(NOON + 60_000);
    expect(clock.worldMillis(30_000)).toBe(500);
  });

  it('tells when it becomes known and when its speed changes, not at every answer', () => {
    const clock = new ServerClock(() => 0, 0);
    let told = 0;
    const forget = clock.subscribe(() => told++);
    clock.learn({ now: '2026-12-01T12:00:00Z' }, 0);
    clock.learn({ now: '2026-12-01T12:00:01Z' }, 0);
    clock.learn({ now: '2026-12-01T12:00:02Z', clock_speed: 60 }, 0);
    forget();
    clock.learn({ now: '2026-12-01T12:00:03Z' }, 0);
    expect(told).toBe(2);
  });

  it.each([{}, { now: 'soon' }])('ignores an answer without a time: %p', (answer) => {
    const clock = new ServerClock(() => 0, NOON);
    clock.learn(answer, 0);
    expect([clock.now(), clock.known]).toEqual([NOON, false]);
  });

  it('takes a speed that is none for the world’s', () => {
    const clock = new ServerClock(() => 0, 0);
    clock.learn({ now: '2026-12-01T12:00:00Z', clock_speed: -3 }, 0);
    expect(clock.speed).toBe(1);
  });
});
