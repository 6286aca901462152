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

describe('a thousand meetings among faults', () => {
  // In a process of its own: inside the test runner every promise is three times as slow.
  it('keep every promise, and the command says so', async () => {
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
    // It was no holiday: nearly a fault a meeting, and every kind of ending.
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
  ])('a wrong option is refused in one line: %j', async (args, line) => {
    const refused = execute(process.execPath, [...MAIN, ...args]);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: `simulate: ${line}\n` });
  });
});

describe('thirty meetings', () => {
  it('with nothing wrong, are all ready in time, and waste nothing but the wait for those who do not come', async () => {
    const { summary } = await run(options({ meetings: 30, level: 'none', perDay: 15 }));
    expect(summary.violations).toEqual(NONE);
    expect(summary.readyInTime).toBe(1);
    expect(summary.lostMeetings).toBe(0);
    expect(summary.leakedHosts).toBe(0);
    expect(summary.longestOutlived).toBe(0);
    expect(summary.wastedMinutes.max).toBeLessThanOrEqual(15);
  });
});

describe('meetings with a host for each of the two', () => {
  it('keep every promise, and have both', async () => {
    const { summary } = await run(options({ meetings: 100, perDay: 50, hostRoles: ['teacher', 'student'] }));
    expect(summary.violations).toEqual(NONE);
    expect(summary.hosts).toBeGreaterThan(1.7 * summary.meetings);
  });
});

describe('however harsh the faults', () => {
  it('and with the timer in the host alone, no host whose timer was set outlives the hard end', async () => {
    const withoutNets = new Set(['chain', 'schedules', 'events', 'sweep'] as const);
    const { summary } = await run(options({ meetings: 40, level: 'harsh', perDay: 40, withoutNets }));
    expect(summary.violations).toEqual(NONE);
    // What is not promised then does happen: the nets were needed.
    expect(summary.unpromised['no-host-outlives']).toBeGreaterThan(0);
  });
});
