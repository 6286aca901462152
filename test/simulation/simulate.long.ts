import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROMISES } from '../../promises/promises.ts';
import { violated } from '../../simulation/result/figures.ts';
import type { RunResult } from '../../simulation/run.ts';

const execute = promisify(execFile);

const MAIN = ['--import', 'tsx', 'simulation/main.ts'];

describe('npm run simulate', () => {
  // In its own process: promises are three times slower in Jest.
  it('reports no violation for 200 meetings with default faults, and writes each promise with what was checked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    const json = join(folder, 'result.json');
    const { stdout } = await execute(process.execPath, [
      ...MAIN,
      '--meetings',
      '200',
      '--seed',
      '20261201',
      '--per-day',
      '200',
      '--json',
      json,
    ]);
    const { summary, findings, buildFindings } = JSON.parse(await readFile(json, 'utf8')) as RunResult;
    await rm(folder, { recursive: true });
    expect(stdout).toContain('200 requests');
    expect(Object.keys(summary.promises)).toEqual(PROMISES.map(({ name }) => name));
    const builds = Object.values(summary.builds).reduce((sum, count) => sum + count, 0);
    expect(summary.builds).toMatchObject({ SUCCEEDED: expect.any(Number), NOT_DUE: expect.any(Number) });
    expect(summary.promises['no-host-outlives']).toEqual({ promised: true, checked: 200 + builds, broken: 0 });
    expect(summary.promises['image-build']).toEqual({ promised: true, checked: builds, broken: 0 });
    expect([...findings, ...buildFindings]).toEqual([]);
    expect(violated(summary)).toEqual([]);
    // Enough faults occurred, and meetings had every outcome.
    expect(summary.faultsInCalls).toBeGreaterThan(180);
    expect(Object.keys(summary.outcomes)).toEqual(expect.arrayContaining(['COMPLETED', 'NO_SHOW', 'CANCELLED']));
    expect(summary.outcomes['COMPLETED']).toBeGreaterThan(0.6 * summary.meetings);
    expect(summary.transitions.p50).toBeLessThanOrEqual(40);
  });

  it('has the same result for any number of workers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    const results = await Promise.all(
      ['1', '2'].map(async (workers) => {
        const json = join(folder, workers);
        const size = ['--meetings', '230', '--per-day', '25', '--seed', '8'];
        await execute(process.execPath, [...MAIN, ...size, '--workers', workers, '--json', json]);
        return (await readFile(json, 'utf8')).replace(/"seconds": [\d.]+/, '');
      }),
    );
    await rm(folder, { recursive: true });
    expect(results[0]).toContain('"requested": 230');
    expect(results[1]).toBe(results[0]);
  });

  it.each([
    [['--seed', 'x'], '--seed must be a number from 0 to 2147483647, not "x"'],
    [['--without-net', 'rope'], '--without-net must be one of chain, schedules, events, sweep, in-host, not "rope"'],
  ])('refuses a wrong option with one line: %j', async (args, line) => {
    const refused = execute(process.execPath, [...MAIN, ...args]);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: `simulate: ${line}\n` });
  });
});
