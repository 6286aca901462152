import { describe, expect, it } from '@jest/globals';
import { lifecycleOf } from '../../../web/lib/lifecycle.ts';
import { detailsOf, NOW, past, upcoming } from '../support/fixtures.ts';

const minutes = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms / 60_000);
const course = (...args: Parameters<typeof lifecycleOf>) =>
  lifecycleOf(...args).map(({ name, state, spent }) => [name, state, minutes(spent)]);

describe('the course of a meeting', () => {
  it('in progress has times and durations, and an expected end', () => {
    const stages = lifecycleOf(detailsOf(upcoming[0]!), NOW);
    expect(stages.map(({ name, state, spent }) => [name, state, minutes(spent)])).toEqual([
      ['scheduled', 'done', expect.any(Number)],
      ['starting', 'done', 2],
      ['open', 'done', 5],
      ['inProgress', 'current', 25],
      ['ended', 'ahead', undefined],
    ]);
    expect(stages[4]?.at).toBe(Date.parse('2026-12-01T14:30:00Z'));
  });

  it('that is scheduled expects its launch', () => {
    const stages = lifecycleOf(detailsOf(upcoming[2]!), NOW);
    expect(stages.map(({ state }) => state)).toEqual(['current', 'ahead', 'ahead', 'ahead', 'ahead']);
    expect(stages[1]?.at).toBe(Date.parse(upcoming[2]!.launch_at));
  });

  it('that was cancelled before its launch shows no launch', () => {
    const cancelled = past.find(({ outcome }) => outcome === 'CANCELLED')!;
    expect(course(detailsOf(cancelled), NOW)).toEqual([
      ['scheduled', 'done', expect.any(Number)],
      ['starting', 'skipped', undefined],
      ['open', 'skipped', undefined],
      ['inProgress', 'skipped', undefined],
      ['ended', 'current', undefined],
    ]);
  });
});
