import { describe, expect, it } from '@jest/globals';
import { ServerClock } from '../../../web/lib/server-clock.ts';

const NOON = Date.parse('2026-12-01T12:00:00Z');

describe('the server clock', () => {
  it('is the browser clock before the first response', () => {
    const clock = new ServerClock(() => 5_000, NOON);
    expect([clock.now(), clock.known, clock.speed]).toEqual([NOON, false, 1]);
  });

  it('takes the time of a response as the middle of the round trip', () => {
    let local = 1_000;
    const clock = new ServerClock(() => local, 0);
    local = 1_400;
    clock.update({ now: '2026-12-01T12:00:00Z' }, 1_000);
    expect(clock.now()).toBe(NOON + 200);
    local = 3_400;
    expect(clock.now()).toBe(NOON + 2_200);
  });

  it('runs at the speed of the server', () => {
    let local = 0;
    const clock = new ServerClock(() => local, 0);
    clock.update({ now: '2026-12-01T12:00:00Z', clock_speed: 60 }, 0);
    local = 1_000;
    expect(clock.now()).toBe(NOON + 60_000);
    expect(clock.realMillis(30_000)).toBe(500);
  });

  it('notifies after the first response and when the speed changes, not after each response', () => {
    const clock = new ServerClock(() => 0, 0);
    let notified = 0;
    const unsubscribe = clock.subscribe(() => notified++);
    clock.update({ now: '2026-12-01T12:00:00Z' }, 0);
    clock.update({ now: '2026-12-01T12:00:01Z' }, 0);
    clock.update({ now: '2026-12-01T12:00:02Z', clock_speed: 60 }, 0);
    unsubscribe();
    clock.update({ now: '2026-12-01T12:00:03Z' }, 0);
    expect(notified).toBe(2);
  });

  it.each([{}, { now: 'soon' }])('ignores a response without a valid time: %p', (answer) => {
    const clock = new ServerClock(() => 0, NOON);
    clock.update(answer, 0);
    expect([clock.now(), clock.known]).toEqual([NOON, false]);
  });

  it('uses speed 1 if the speed is invalid', () => {
    const clock = new ServerClock(() => 0, 0);
    clock.update({ now: '2026-12-01T12:00:00Z', clock_speed: -3 }, 0);
    expect(clock.speed).toBe(1);
  });
});
