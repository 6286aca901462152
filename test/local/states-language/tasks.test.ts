import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';
import { failing, hang, namedError, START, Harness, task } from './harness.ts';

/** The seconds after START at which functions were called. */
function callTimes(harness: Harness): number[] {
  return harness.calls.map(({ at }) => (at - START) / 1000);
}

const succeed = { Type: 'Succeed' };

describe('a retry', () => {
  it('waits 1, 2 and 4 seconds by default, then fails', async () => {
    const harness = new Harness(
      { A: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], End: true }) },
      { f: failing('Boom', 'Boom', 'Boom', 'Boom') },
    );
    expect(await harness.runToEnd()).toMatchObject({ status: 'FAILED', error: 'Boom', transitions: 4 });
    expect(callTimes(harness)).toEqual([0, 1, 3, 7]);
  });

  it('with MaxAttempts 0 keeps an error from later retriers', async () => {
    const Retry = [{ ErrorEquals: ['Fatal'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const harness = new Harness({ A: task('f', { Retry, End: true }) }, { f: failing('Boom', 'Fatal') });
    expect(await harness.runToEnd()).toMatchObject({ error: 'Fatal', transitions: 2 });
  });

  it('counts attempts for each retrier; the retry count is their sum', async () => {
    const Retry = [
      { ErrorEquals: ['Boom'], MaxAttempts: 2 },
      { ErrorEquals: ['Bang'], MaxAttempts: 2, IntervalSeconds: 5 },
    ];
    const Parameters = { 'n.$': '$$.State.RetryCount', 'at.$': '$$.State.EnteredTime' };
    const harness = new Harness(
      { A: task('f', { Retry, Parameters, End: true }) },
      { f: failing('Boom', 'Bang', 'Boom', 'Bang') },
    );
    expect(await harness.runToEnd()).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(callTimes(harness)).toEqual([0, 1, 6, 8, 18]);
    const at = new Date(START).toISOString();
    expect(harness.calls.map(({ payload }) => payload)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n, at })));
    expect(harness.history.flatMap(({ retryCount }) => retryCount ?? [])).toEqual([0, 1, 2, 3, 4]);
  });

  it('restarts its count when the state is entered again', async () => {
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const Catch = [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Again' }];
    const harness = new Harness(
      { A: task('f', { Retry, Catch, Next: 'Over' }), Again: { Type: 'Wait', Seconds: 10, Next: 'A' }, Over: succeed },
      { f: failing('Boom', 'Boom', 'Boom') },
    );
    expect(await harness.runToEnd()).toMatchObject({ status: 'SUCCEEDED', transitions: 6 });
    expect(callTimes(harness)).toEqual([0, 1, 11, 12]);
  });

  it('applies backoff, maximum delay and jitter', async () => {
    const policy = fc.record({
      IntervalSeconds: fc.integer({ min: 1, max: 30 }),
      BackoffRate: fc.double({ min: 1, max: 5, noNaN: true }),
      MaxDelaySeconds: fc.integer({ min: 31, max: 200 }),
      JitterStrategy: fc.constantFrom('FULL', 'NONE'),
    });
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(policy, draws, async (fields, stream) => {
        const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 5, ...fields }];
        const random = (): number => Number(stream.next().value);
        const harness = new Harness(
          { A: task('f', { Retry, End: true }) },
          { f: () => Promise.reject(namedError('Boom')) },
          { random },
        );
        await harness.runToEnd();
        const times = callTimes(harness);
        expect(times).toHaveLength(6);
        times.slice(1).forEach((time, index) => {
          const waited = time - (times[index] ?? 0);
          const full = Math.min(fields.IntervalSeconds * fields.BackoffRate ** index, fields.MaxDelaySeconds);
          expect(waited).toBeLessThanOrEqual(full + 0.001);
          expect(waited).toBeGreaterThanOrEqual(fields.JitterStrategy === 'FULL' ? 0 : full - 0.001);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('spreads its jitter evenly from zero to the full delay', async () => {
    const Retry = [
      { ErrorEquals: ['Boom'], IntervalSeconds: 8, BackoffRate: 1, MaxAttempts: 1, JitterStrategy: 'FULL' },
    ];
    const harness = new Harness({ A: task('f', { Retry, End: true }) }, { f: failing('Boom') }, { random: () => 0.25 });
    await harness.runToEnd();
    expect(callTimes(harness)).toEqual([0, 2]);
  });
});

/** Whether a Catch for `errors` catches the thrown error. */
async function matched(thrown: string, ...errors: string[]): Promise<boolean> {
  const harness = new Harness(
    { A: task('f', { Catch: [{ ErrorEquals: errors, Next: 'B' }], Next: 'B' }), B: succeed },
    { f: failing(thrown) },
  );
  return (await harness.runToEnd()).status === 'SUCCEEDED';
}

/** A task that fails with "Boom", with a Catch for it. */
function caught(fields: object): Harness {
  return new Harness(
    { A: task('f', { Catch: [{ ErrorEquals: ['Boom'], Next: 'B', ...fields }], Next: 'B' }), B: succeed },
    { f: failing('Boom') },
  );
}

describe('a catch', () => {
  it.each([
    ['Boom', 'Boom', true],
    ['Boom', 'boom', false],
    ['Boom', 'States.TaskFailed', true],
    ['Boom', 'States.ALL', true],
    ['Boom', 'States.Timeout', false],
    ['States.Timeout', 'States.Timeout', true],
    ['States.Timeout', 'States.TaskFailed', false],
    ['States.Timeout', 'States.HeartbeatTimeout', false],
    ['States.Timeout', 'States.ALL', true],
    ['States.HeartbeatTimeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', true],
    ['States.HeartbeatTimeout', 'States.TaskFailed', false],
    ['States.HeartbeatTimeout', 'States.ALL', true],
    ['States.DataLimitExceeded', 'States.ALL', false],
    ['States.DataLimitExceeded', 'States.TaskFailed', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.ALL', false],
    ['States.Runtime', 'States.TaskFailed', false],
  ])('%s by %s: %j', async (thrown, matcher, expected) => {
    expect(await matched(thrown, matcher)).toBe(expected);
  });

  it('runs after the retries; the first match adds error and cause to the raw input', async () => {
    const harness = new Harness(
      {
        A: task('f', {
          InputPath: '$.x',
          Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }],
          Catch: [
            { ErrorEquals: ['Bang'], Next: 'Wrong' },
            { ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Right' },
            { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
          ],
          OutputPath: '$.x',
          Next: 'Wrong',
        }),
        Wrong: { Type: 'Fail' },
        Right: succeed,
      },
      { f: failing('Boom', 'Boom') },
    );
    const Cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'failed', trace: [] });
    expect(await harness.runToEnd({ x: 1 })).toMatchObject({ output: { x: 1, error: { Error: 'Boom', Cause } } });
  });

  it('records its output as the exit of the task', async () => {
    const harness = caught({ ResultPath: null });
    await harness.runToEnd({ x: 1 });
    expect(harness.history.find(({ type }) => type === 'TaskStateExited')).toMatchObject({
      state: 'A',
      output: { x: 1 },
    });
  });

  it('without a ResultPath outputs only the error; with null, only the input', async () => {
    expect((await caught({}).runToEnd({ x: 1 })).output).toMatchObject({ Error: 'Boom' });
    expect((await caught({ ResultPath: null }).runToEnd({ x: 1 })).output).toEqual({ x: 1 });
  });
});

describe('a function that hangs', () => {
  it('times out, and its late result is discarded', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 30 }];
    const harness: Harness = new Harness(
      { A: task('f', { TimeoutSecondsPath: '$.limit', Retry, End: true }) },
      {
        f: (_payload, calls) =>
          calls === 1 ? new Promise((resolve) => harness.timers.at(START + 15_000, () => resolve('first'))) : 'second',
      },
    );
    expect(await harness.runToEnd({ limit: 10 })).toMatchObject({ status: 'SUCCEEDED', output: 'second' });
    expect(callTimes(harness)).toEqual([0, 40]);
    expect(harness.calls[0]?.timeoutSeconds).toBe(10);
  });

  it('is caught by States.Timeout, with an empty cause', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'B' }];
    const harness = new Harness({ A: task('f', { TimeoutSeconds: 5, Catch, Next: 'B' }), B: succeed }, { f: hang });
    expect(await harness.runToEnd()).toMatchObject({
      output: { error: { Error: 'States.Timeout', Cause: '' } },
      stoppedAt: START + 5000,
    });
    expect(harness.history.map(({ type }) => type)).toContain('LambdaFunctionTimedOut');
  });

  it('reads its time-out from the input after InputPath and before Parameters', async () => {
    const fields = { InputPath: '$.in', Parameters: {}, TimeoutSecondsPath: '$.limit', End: true };
    const harness = new Harness({ A: task('f', fields) }, { f: hang });
    expect(await harness.runToEnd({ in: { limit: 7 }, limit: 9 })).toMatchObject({ stoppedAt: START + 7000 });
  });

  it('times out on the clock of callTimers, if set', async () => {
    const callTimers = new VirtualTimers();
    const harness = new Harness({ A: task('f', { TimeoutSeconds: 5, End: true }) }, { f: hang }, { callTimers });
    await harness.start();
    await harness.timers.advanceBy(3_600_000);
    expect(harness.view.status).toBe('RUNNING');
    await callTimers.advanceBy(5000);
    expect(harness.view).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('a result', () => {
  it('of 256 KiB is accepted; a larger one fails, and States.ALL does not catch the error', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const returning = (result: string): Harness =>
      new Harness({ A: task('f', { Catch, Next: 'B' }), B: succeed }, { f: () => result });
    expect(await returning('x'.repeat(262_142)).runToEnd()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await returning('x'.repeat(262_143)).runToEnd()).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await returning('é'.repeat(131_072)).runToEnd()).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});
