import { describe, expect, it } from '@jest/globals';
import { run } from '../../simulation/run.ts';
import { options } from './support/options.ts';
import { blindToPeople, endedFirst, forgetsUnknown, freshTokens, type Sabotage } from './support/sabotage.ts';

describe('the simulator finds out, within 2,000 meetings, when', () => {
  it.each<[string, Sabotage, string]>([
    ['a launch is no more idempotent', freshTokens, 'one-host'],
    ['a launch without an answer is not asked for again', forgetsUnknown, 'one-host'],
    ['a meeting is ENDED before its host is gone', endedFirst, 'ended-means-gone'],
    ['the sweep does not look whether people are in the room', blindToPeople, 'nobody-cut-off'],
  ])('%s', async (_what, between, invariant) => {
    const { summary, findings } = await run(options({ meetings: 2000, seed: 3, between, stopAt: invariant }));
    expect(summary.violations[invariant]).toBeGreaterThan(0);
    expect(findings.flatMap(({ breaches }) => breaches.map((breach) => breach.invariant))).toContain(invariant);
  });
});
