import { describe, expect, it } from '@jest/globals';
import { forget, nextKnown, remember } from '../../../web/lib/known-meetings.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const meeting = (id: string, day: string) => ({ id, meet_time: `2026-12-${day}T15:00:00Z`, minutes: 45, name: 'Ada' });

function aStore(content?: string) {
  let text = content ?? null;
  return { getItem: () => text, setItem: (_name: string, value: string) => void (text = value) };
}

describe('the meetings that a device knows', () => {
  it('have a next one: the earliest after now, other than the current one', () => {
    const store = aStore();
    for (const [id, day] of [
      ['c', '08'],
      ['b', '03'],
      ['a', '01'],
    ] as const)
      remember(store, meeting(id, day), NOW);
    expect(nextKnown(store, 'a', NOW)?.id).toBe('b');
    forget(store, 'b');
    expect(nextKnown(store, 'a', NOW)?.id).toBe('c');
    expect(nextKnown(store, 'c', Date.parse('2026-12-09T00:00:00Z'))).toBeUndefined();
  });

  it('replace an older date of the same meeting, and contain no key', () => {
    const store = aStore();
    remember(store, meeting('a', '03'), NOW);
    remember(store, meeting('a', '05'), NOW);
    expect(JSON.parse(store.getItem()!)).toEqual([meeting('a', '05')]);
  });

  it.each(['nonsense', '{}', 'null'])('are none when the storage contains %s', (content) => {
    expect(nextKnown(aStore(content), 'a', NOW)).toBeUndefined();
  });
});
