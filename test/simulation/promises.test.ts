import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { INVARIANTS } from '../../simulation/invariants.ts';
import { run, type RunResult } from '../../simulation/run.ts';
import { options } from './support/options.ts';

const execute = promisify(execFile);
const NONE = Object.fromEntries(INVARIANTS.map(({ name }) => [name, 0]));

const MAIN = ['--import', 'tsx', 'simulation/main.ts'];

describe('npm run simulate', () => {
  // In its own process: promises are three times slower in Jest.
  it('reports no violation for 1,000 meetings with default faults', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    const json = join(folder, 'result.json');
    const { stdout } = await execute(process.execPath, [
      ...MAIN,
      '--meetings',
      '1000',
      '--seed',
      '20261201',
      '--json',
      json,
    ]);
    const { summary, findings } = JSON.parse(await readFile(json, 'utf8')) as RunResult;
    await rm(folder, { recursive: true });
    expect(stdout).toContain('1000 requests');
    expect(findings).toEqual([]);
    expect(summary.violations).toEqual(NONE);
    expect(summary.unpromised).toEqual({});
    // Enough faults occurred, and meetings had every outcome.
    expect(summary.faultsInCalls).toBeGreaterThan(900);
    expect(Object.keys(summary.outcomes)).toEqual(
      expect.arrayContaining([
        'COMPLETED',
        'NO_SHOW',
        'CANCELLED',
        'TIME_LIMIT',
        'FAILED HEALTH',
        'FAILED HOST_LOST',
        'refused',
      ]),
    );
    expect(summary.transitions.p50).toBeLessThanOrEqual(40);
  });

  it.each([
    [['--seed', 'x'], '--seed must be a number from 0 to 2147483647, not "x"'],
    [['--without-net', 'rope'], '--without-net must be one of chain, schedules, events, sweep, in-host, not "rope"'],
  ])('refuses a wrong option with one line: %j', async (args, line) => {
    const refused = execute(process.execPath, [...MAIN, ...args]);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: `simulate: ${line}\n` });
  });
});

describe('a run', () => {
  it('without faults has all rooms ready in time, and wastes at most the wait for a no-show', async () => {
    const { summary } = await run(options({ meetings: 30, level: 'none', perDay: 15 }));
    expect(summary.violations).toEqual(NONE);
    expect(summary.readyInTime).toBe(1);
    expect(summary.lostMeetings).toBe(0);
    expect(summary.leakedHosts).toBe(0);
    expect(summary.longestOutlived).toBe(0);
    expect(summary.wastedMinutes.max).toBeLessThanOrEqual(15);
  });

  it('with a host for each role keeps every promise, and launches both hosts', async () => {
    const { summary } = await run(options({ meetings: 100, perDay: 50, hostRoles: ['teacher', 'student'] }));
    expect(summary.violations).toEqual(NONE);
    expect(summary.hosts).toBeGreaterThan(1.7 * summary.meetings);
  });

  it('with harsh faults and only the timers in the hosts keeps the promises about the hard end', async () => {
    const withoutNets = new Set(['chain', 'schedules', 'events', 'sweep'] as const);
    const { summary } = await run(options({ meetings: 40, level: 'harsh', perDay: 40, withoutNets }));
    expect(summary.violations).toEqual(NONE);
    // Without the safety nets, hosts do run past their deadline.
    expect(summary.unpromised['no-host-outlives']).toBeGreaterThan(0);
  });
});
