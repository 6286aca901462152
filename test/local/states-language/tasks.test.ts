import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { VirtualTimers } from '../../../simulation/virtual-timers.ts';
import { failing, hang, named, OPENING, Stage, task } from './stage.ts';

/** Seconds after the opening at which the function was called. */
function callTimes(stage: Stage): number[] {
  return stage.calls.map(({ at }) => (at - OPENING) / 1000);
}

const over = { Type: 'Succeed' };

describe('a retry', () => {
  it('waits 1, 2 and 4 seconds unless told otherwise, then gives up', async () => {
    const stage = new Stage(
      { A: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], End: true }) },
      { f: failing('Boom', 'Boom', 'Boom', 'Boom') },
    );
    expect(await stage.play()).toMatchObject({ status: 'FAILED', error: 'Boom', transitions: 4 });
    expect(callTimes(stage)).toEqual([0, 1, 3, 7]);
  });

  it('with MaxAttempts 0 shields an error from the retriers behind it', async () => {
    const Retry = [{ ErrorEquals: ['Fatal'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const stage = new Stage({ A: task('f', { Retry, End: true }) }, { f: failing('Boom', 'Fatal') });
    expect(await stage.play()).toMatchObject({ error: 'Fatal', transitions: 2 });
  });

  it('counts for each retrier alone, while the retry count tells of all', async () => {
    const Retry = [
      { ErrorEquals: ['Boom'], MaxAttempts: 2 },
      { ErrorEquals: ['Bang'], MaxAttempts: 2, IntervalSeconds: 5 },
    ];
    const Parameters = { 'n.$': '$$.State.RetryCount', 'at.$': '$$.State.EnteredTime' };
    const stage = new Stage(
      { A: task('f', { Retry, Parameters, End: true }) },
      { f: failing('Boom', 'Bang', 'Boom', 'Bang') },
    );
    expect(await stage.play()).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
    expect(callTimes(stage)).toEqual([0, 1, 6, 8, 18]);
    const at = new Date(OPENING).toISOString();
    expect(stage.calls.map(({ payload }) => payload)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n, at })));
    expect(stage.history.flatMap(({ retryCount }) => retryCount ?? [])).toEqual([0, 1, 2, 3, 4]);
  });

  it('begins to count anew when the state is entered again', async () => {
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const Catch = [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Again' }];
    const stage = new Stage(
      { A: task('f', { Retry, Catch, Next: 'Over' }), Again: { Type: 'Wait', Seconds: 10, Next: 'A' }, Over: over },
      { f: failing('Boom', 'Boom', 'Boom') },
    );
    expect(await stage.play()).toMatchObject({ status: 'SUCCEEDED', transitions: 6 });
    expect(callTimes(stage)).toEqual([0, 1, 11, 12]);
  });

  it('never waits longer than backed off, capped, and jittered', async () => {
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
        const stage = new Stage(
          { A: task('f', { Retry, End: true }) },
          { f: () => Promise.reject(named('Boom')) },
          { random },
        );
        await stage.play();
        const times = callTimes(stage);
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

  it('draws its jitter evenly from no delay to the full one', async () => {
    const Retry = [
      { ErrorEquals: ['Boom'], IntervalSeconds: 8, BackoffRate: 1, MaxAttempts: 1, JitterStrategy: 'FULL' },
    ];
    const stage = new Stage({ A: task('f', { Retry, End: true }) }, { f: failing('Boom') }, { random: () => 0.25 });
    await stage.play();
    expect(callTimes(stage)).toEqual([0, 2]);
  });
});

/** Whether an error that is thrown is caught by a Catch for these. */
async function matched(thrown: string, ...errors: string[]): Promise<boolean> {
  const stage = new Stage(
    { A: task('f', { Catch: [{ ErrorEquals: errors, Next: 'B' }], Next: 'B' }), B: over },
    { f: failing(thrown) },
  );
  return (await stage.play()).status === 'SUCCEEDED';
}

/** A task that fails with "Boom", and a Catch for that. */
function caught(fields: object): Stage {
  return new Stage(
    { A: task('f', { Catch: [{ ErrorEquals: ['Boom'], Next: 'B', ...fields }], Next: 'B' }), B: over },
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

  it('comes after the retries, first match first, with error and cause beside the raw input', async () => {
    const stage = new Stage(
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
        Right: over,
      },
      { f: failing('Boom', 'Boom') },
    );
    const Cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'it went wrong', trace: [] });
    expect(await stage.play({ x: 1 })).toMatchObject({ output: { x: 1, error: { Error: 'Boom', Cause } } });
  });

  it('leaves the task with what it hands on', async () => {
    const stage = caught({ ResultPath: null });
    await stage.play({ x: 1 });
    expect(stage.history.find(({ type }) => type === 'TaskStateExited')).toMatchObject({
      state: 'A',
      output: { x: 1 },
    });
  });

  it('without a ResultPath hands on the error alone; with null it hands on nothing of it', async () => {
    expect((await caught({}).play({ x: 1 })).output).toMatchObject({ Error: 'Boom' });
    expect((await caught({ ResultPath: null }).play({ x: 1 })).output).toEqual({ x: 1 });
  });
});

describe('a function that hangs', () => {
  it('times out, and its late answer is nobody’s', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 30 }];
    const stage: Stage = new Stage(
      { A: task('f', { TimeoutSecondsPath: '$.limit', Retry, End: true }) },
      {
        f: (_payload, calls) =>
          calls === 1 ? new Promise((resolve) => stage.timers.at(OPENING + 15_000, () => resolve('first'))) : 'second',
      },
    );
    expect(await stage.play({ limit: 10 })).toMatchObject({ status: 'SUCCEEDED', output: 'second' });
    expect(callTimes(stage)).toEqual([0, 40]);
    expect(stage.calls[0]?.timeoutSeconds).toBe(10);
  });

  it('is caught by its time-out, with an empty cause', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'B' }];
    const stage = new Stage({ A: task('f', { TimeoutSeconds: 5, Catch, Next: 'B' }), B: over }, { f: hang });
    expect(await stage.play()).toMatchObject({
      output: { error: { Error: 'States.Timeout', Cause: '' } },
      stoppedAt: OPENING + 5000,
    });
    expect(stage.history.map(({ type }) => type)).toContain('LambdaFunctionTimedOut');
  });

  it('is timed by its input as InputPath leaves it, before Parameters', async () => {
    const fields = { InputPath: '$.in', Parameters: {}, TimeoutSecondsPath: '$.limit', End: true };
    const stage = new Stage({ A: task('f', fields) }, { f: hang });
    expect(await stage.play({ in: { limit: 7 }, limit: 9 })).toMatchObject({ stoppedAt: OPENING + 7000 });
  });

  it('is timed by the clock of calls where there is one', async () => {
    const callTimers = new VirtualTimers();
    const stage = new Stage({ A: task('f', { TimeoutSeconds: 5, End: true }) }, { f: hang }, { callTimers });
    await stage.start();
    await stage.timers.advanceBy(3_600_000);
    expect(stage.view.status).toBe('RUNNING');
    await callTimers.advanceBy(5000);
    expect(stage.view).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('a result', () => {
  it('of 256 KiB is taken, a byte more is not, and States.ALL does not catch that', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const returning = (result: string): Stage =>
      new Stage({ A: task('f', { Catch, Next: 'B' }), B: over }, { f: () => result });
    expect(await returning('x'.repeat(262_142)).play()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await returning('x'.repeat(262_143)).play()).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await returning('é'.repeat(131_072)).play()).toMatchObject({ error: 'States.DataLimitExceeded' });
  });
});
