import { describe, expect, it } from '@jest/globals';
import {
  dueSignal,
  nextDue,
  nextPresence,
  OUTSIDE,
  type Presence,
  type PresenceEvent,
} from '../../../web/lib/presence.ts';

const EVERY = 30_000;
const after = (...events: readonly (readonly [PresenceEvent['type'], number])[]): Presence =>
  events.reduce((presence, [type, at]) => nextPresence(presence, { type, at }, EVERY), OUTSIDE);

describe('presence', () => {
  it('sends nothing before the person enters', () => {
    expect(dueSignal(OUTSIDE, 1e9)).toBeUndefined();
    expect(nextDue(OUTSIDE)).toBeUndefined();
  });

  it('sends "joined" at once, then "present" at each interval', () => {
    expect(dueSignal(after(['entered', 5]), 5)).toBe('joined');
    const joined = after(['entered', 5], ['sent', 5], ['confirmed', 100]);
    expect(dueSignal(joined, 30_099)).toBeUndefined();
    expect(nextDue(joined)).toBe(30_100);
    expect(dueSignal(joined, 30_100)).toBe('present');
  });

  it('sends one signal at a time', () => {
    const leaving = after(['entered', 0], ['sent', 0], ['exited', 10]);
    expect(dueSignal(leaving, 10)).toBeUndefined();
    expect(dueSignal(nextPresence(leaving, { type: 'confirmed', at: 50 }, EVERY), 50)).toBe('left');
  });

  it('sends nothing after "left" is confirmed', () => {
    const left = after(['entered', 0], ['sent', 0], ['confirmed', 1], ['exited', 2], ['sent', 2], ['confirmed', 3]);
    expect([left.inside, nextDue(left)]).toEqual([false, undefined]);
  });

  it('repeats a failed signal with growing delays, up to the interval', () => {
    let presence = after(['entered', 0]);
    const waits: number[] = [];
    for (let at = 0, round = 0; round < 7; round++) {
      presence = nextPresence(nextPresence(presence, { type: 'sent', at }, EVERY), { type: 'failed', at }, EVERY);
      expect(presence.pending).toBe('joined');
      waits.push(presence.dueAt - at);
      at = presence.dueAt;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('gives up on "left" after four tries', () => {
    let presence = after(['entered', 0], ['sent', 0], ['confirmed', 0], ['exited', 0]);
    let tries = 0;
    while (presence.pending !== undefined) {
      tries++;
      presence = nextPresence(nextPresence(presence, { type: 'sent', at: 0 }, EVERY), { type: 'failed', at: 0 }, EVERY);
    }
    expect(tries).toBe(4);
  });

  it.each(['joined', 'left'] as const)(
    'repeats a throttled "%s" when the server asks for it, without a limit',
    (signal) => {
      let presence = after(['entered', 0]);
      if (signal === 'left') presence = after(['entered', 0], ['sent', 0], ['confirmed', 0], ['exited', 0]);
      for (let at = 0, round = 0; round < 9; round++, at = presence.dueAt) {
        presence = nextPresence(presence, { type: 'sent', at }, EVERY);
        presence = nextPresence(presence, { type: 'throttled', at, wait: 40_000 }, EVERY);
        expect([presence.pending, presence.dueAt - at, presence.failures]).toEqual([signal, 40_000, 0]);
      }
    },
  );

  it('sends "joined" if the person comes back while "left" is being sent', () => {
    const back = after(['entered', 0], ['sent', 0], ['confirmed', 0], ['exited', 1], ['sent', 1], ['entered', 2]);
    expect(dueSignal(nextPresence(back, { type: 'confirmed', at: 3 }, EVERY), 3)).toBe('joined');
  });

  it('retries at once when the network is back', () => {
    const lost = after(['entered', 0], ['sent', 0], ['failed', 0]);
    expect(dueSignal(lost, 500)).toBeUndefined();
    expect(dueSignal(nextPresence(lost, { type: 'resumed', at: 500 }, EVERY), 500)).toBe('joined');
  });

  it.each(['entered', 'exited'] as const)('ignores a repeated "%s"', (type) => {
    const once = after(['entered', 0], ['sent', 0], ['confirmed', 0], [type, 1]);
    expect(nextPresence(once, { type, at: 2 }, EVERY)).toBe(once);
  });

  it('resets when the page closes', () => {
    expect(after(['entered', 0], ['closed', 1])).toEqual(OUTSIDE);
  });
});
