import { describe, expect, it } from '@jest/globals';
import { due, nextDue, OUTSIDE, type Presence, type PresenceEvent, step } from '../../../web/lib/presence.ts';

const EVERY = 30_000;
const after = (...events: readonly (readonly [PresenceEvent['type'], number])[]): Presence =>
  events.reduce((presence, [type, at]) => step(presence, { type, at }, EVERY), OUTSIDE);

describe('presence', () => {
  it('says nothing of somebody who has not come', () => {
    expect(due(OUTSIDE, 1e9)).toBeUndefined();
    expect(nextDue(OUTSIDE)).toBeUndefined();
  });

  it('says "joined" at once, then "present" every so often', () => {
    expect(due(after(['entered', 5]), 5)).toBe('joined');
    const told = after(['entered', 5], ['sent', 5], ['answered', 100]);
    expect(due(told, 30_099)).toBeUndefined();
    expect(nextDue(told)).toBe(30_100);
    expect(due(told, 30_100)).toBe('present');
  });

  it('sends one thing at a time', () => {
    const leaving = after(['entered', 0], ['sent', 0], ['exited', 10]);
    expect(due(leaving, 10)).toBeUndefined();
    expect(due(step(leaving, { type: 'answered', at: 50 }, EVERY), 50)).toBe('left');
  });

  it('is silent after "left" was heard', () => {
    const gone = after(['entered', 0], ['sent', 0], ['answered', 1], ['exited', 2], ['sent', 2], ['answered', 3]);
    expect([gone.inside, nextDue(gone)]).toEqual([false, undefined]);
  });

  it('repeats what nobody answered, ever more slowly, but never more slowly than it would have said it', () => {
    let presence = after(['entered', 0]);
    const waits: number[] = [];
    for (let at = 0, round = 0; round < 7; round++) {
      presence = step(step(presence, { type: 'sent', at }, EVERY), { type: 'unanswered', at }, EVERY);
      expect(presence.pending).toBe('joined');
      waits.push(presence.dueAt - at);
      at = presence.dueAt;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('gives up on "left" after a few tries: silence says the same', () => {
    let presence = after(['entered', 0], ['sent', 0], ['answered', 0], ['exited', 0]);
    let tries = 0;
    while (presence.pending !== undefined) {
      tries++;
      presence = step(step(presence, { type: 'sent', at: 0 }, EVERY), { type: 'unanswered', at: 0 }, EVERY);
    }
    expect(tries).toBe(4);
  });

  it('who comes back while "left" is on its way has joined again', () => {
    const back = after(['entered', 0], ['sent', 0], ['answered', 0], ['exited', 1], ['sent', 1], ['entered', 2]);
    expect(due(step(back, { type: 'answered', at: 3 }, EVERY), 3)).toBe('joined');
  });

  it('does not wait for the next try once the network is back', () => {
    const lost = after(['entered', 0], ['sent', 0], ['unanswered', 0]);
    expect(due(lost, 500)).toBeUndefined();
    expect(due(step(lost, { type: 'awake', at: 500 }, EVERY), 500)).toBe('joined');
  });

  it.each(['entered', 'exited'] as const)('"%s" twice is once', (type) => {
    const once = after(['entered', 0], ['sent', 0], ['answered', 0], [type, 1]);
    expect(step(once, { type, at: 2 }, EVERY)).toBe(once);
  });

  it('forgets everything when the page is gone', () => {
    expect(after(['entered', 0], ['gone', 1])).toEqual(OUTSIDE);
  });
});
