import { describe, expect, it } from '@jest/globals';
import { run } from '../../simulation/run.ts';
import { options } from './support/options.ts';
import { treatsUnknownAsRefused } from './support/mutations.ts';

describe('the simulator', () => {
  it('finds within 500 meetings that a launch without a response is not repeated, and tells in which meeting', async () => {
    const { summary, findings } = await run(
      options({ meetings: 500, perDay: 40, seed: 3, between: treatsUnknownAsRefused, stopAt: 'one-host' }),
    );
    expect(summary.promises['one-host']?.broken).toBeGreaterThan(0);
    expect(findings.flatMap(({ breaches }) => breaches.map((breach) => breach.promise))).toContain('one-host');
  });
});
