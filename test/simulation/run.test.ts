import { describe, expect, it } from '@jest/globals';
import { violated } from '../../simulation/result/figures.ts';
import { run } from '../../simulation/run.ts';
import { options } from './support/options.ts';

describe('a run', () => {
  it('without faults has all rooms ready in time, and wastes at most the wait for a no-show', async () => {
    const { summary } = await run(options({ meetings: 30, level: 'none', perDay: 15 }));
    expect(violated(summary)).toEqual([]);
    expect(summary.readyInTime).toBe(1);
    expect(summary.lostMeetings).toBe(0);
    expect(summary.leakedHosts).toBe(0);
    expect(summary.longestOutlived).toBeLessThan(0.2);
    expect(summary.wastedMinutes.max).toBeLessThan(15.2);
  });

  it('with a host for each role keeps every promise, and launches both hosts', async () => {
    const { summary } = await run(options({ meetings: 40, perDay: 40, hostRoles: ['teacher', 'student'] }));
    expect(violated(summary)).toEqual([]);
    expect(summary.hosts).toBeGreaterThan(1.7 * summary.meetings);
  });

  it('with harsh faults and only the timers in the hosts keeps the promises about the hard end', async () => {
    const withoutNets = new Set(['chain', 'schedules', 'events', 'sweep'] as const);
    const { summary } = await run(options({ meetings: 40, level: 'harsh', perDay: 40, withoutNets }));
    expect(violated(summary)).toEqual([]);
    // Without the safety nets, hosts do run past their deadline.
    expect(summary.promises['no-host-outlives']).toMatchObject({ promised: false });
    expect(summary.promises['no-host-outlives']?.broken).toBeGreaterThan(0);
  });
});
