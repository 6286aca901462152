import { describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../simulation/run.ts';
import { options } from './support/options.ts';
import {
  sweepIgnoresAttendance,
  writesEndedBeforeHostsEnd,
  treatsUnknownAsRefused,
  newTokenForEachLaunch,
  type Mutation,
} from './support/mutations.ts';

describe('the simulator detects within 2,000 meetings that', () => {
  it.each<[string, Mutation, string, Partial<RunOptions>?]>([
    ['a launch is not idempotent', newTokenForEachLaunch, 'one-host'],
    ['a launch without a response is not repeated', treatsUnknownAsRefused, 'one-host'],
    ['a meeting is ENDED before its host is gone', writesEndedBeforeHostsEnd, 'ended-means-gone'],
    ['the sweep ignores attendance', sweepIgnoresAttendance, 'nobody-cut-off', { hostKind: 'stand-in' }],
  ])('%s', async (_what, between, promise, changes) => {
    const { summary, findings } = await run(options({ meetings: 2000, seed: 3, between, stopAt: promise, ...changes }));
    expect(summary.promises[promise]?.broken).toBeGreaterThan(0);
    expect(findings.flatMap(({ breaches }) => breaches.map((breach) => breach.promise))).toContain(promise);
  });
});
