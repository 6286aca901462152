import { describe, expect, it } from '@jest/globals';
import { Engine, InvalidOutput, InvalidToken, TaskTimedOut } from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/world/virtual-timers.ts';
import { failing, hang, MACHINE_ARN, namedError, START, Harness, tokenOf, tokenTask } from './harness.ts';

const caught = (...errors: string[]): object => ({ ErrorEquals: errors, ResultPath: '$.error', Next: 'Caught' });
const succeed = { Type: 'Succeed' };

describe('a task with a token', () => {
  it('waits for its token; the result of its function is discarded', async () => {
    const harness = await new Harness(
      { A: tokenTask('ask', { ResultPath: '$.answer', End: true }) },
      { ask: () => 'ignored' },
    ).start({ a: 1 });
    await harness.timers.advanceBy(86_400_000);
    expect(harness.view.status).toBe('RUNNING');
    harness.engine.sendTaskSuccess(harness.token, { yes: true });
    expect(harness.view).toMatchObject({
      status: 'SUCCEEDED',
      output: { a: 1, answer: { yes: true } },
      transitions: 1,
    });
  });

  it('is completed by a success before its function returns', async () => {
    const harness = await new Harness({ A: tokenTask('ask') }, { ask: hang }).start();
    harness.engine.sendTaskSuccess(harness.token, 'early');
    expect(harness.view).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
  });

  it('is completed by a success that its function sends', async () => {
    const harness: Harness = new Harness(
      { A: tokenTask('ask') },
      { ask: (payload) => harness.engine.sendTaskSuccess(tokenOf(payload), 'own') },
    );
    expect(await harness.runToEnd()).toMatchObject({ status: 'SUCCEEDED', output: 'own' });
  });

  it('fails with the sent error, and its catcher gets error and cause', async () => {
    const harness = await new Harness({
      A: tokenTask('ask', { Catch: [caught('Busy')], Next: 'Caught' }),
      Caught: succeed,
    }).start({});
    harness.engine.sendTaskFailure(harness.token, 'Busy', 'try later');
    expect(harness.view.output).toEqual({ error: { Error: 'Busy', Cause: 'try later' } });
  });

  it('fails when its function fails; the retry gets a new token, and the old one no longer works', async () => {
    const harness = await new Harness(
      { A: tokenTask('ask', { Retry: [{ ErrorEquals: ['Boom'] }], End: true }) },
      { ask: failing('Boom') },
    ).start();
    const first = harness.token;
    await harness.timers.advanceBy(1000);
    const entered = new Date(START).toISOString();
    expect(harness.calls.map(({ payload }) => payload)).toMatchObject([
      { retries: 0, entered },
      { retries: 1, entered },
    ]);
    expect(harness.token).not.toBe(first);
    expect(() => harness.engine.sendTaskSuccess(first, 'old')).toThrow(TaskTimedOut);
    harness.engine.sendTaskSuccess(harness.token, 'new');
    expect(harness.view).toMatchObject({ output: 'new', transitions: 2 });
  });

  it('has a new time-out for each attempt', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 5 }];
    const harness = new Harness({ A: tokenTask('ask', { TimeoutSeconds: 60, Retry, End: true }) });
    expect(await harness.runToEnd()).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      stoppedAt: START + 125_000,
    });
  });

  it('times out in spite of heartbeats', async () => {
    const harness = await new Harness({
      A: tokenTask('ask', { TimeoutSeconds: 60, HeartbeatSecondsPath: '$.beat', End: true }),
    }).start({ beat: 20 });
    for (let beat = 0; beat < 5; beat += 1) {
      await harness.timers.advanceBy(11_000);
      harness.engine.sendTaskHeartbeat(harness.token);
    }
    await harness.timers.runAll();
    expect(harness.view).toMatchObject({ error: 'States.Timeout', stoppedAt: START + 60_000 });
  });

  it('stays open while heartbeats arrive, and times out without them', async () => {
    const harness = await new Harness({ A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) }).start();
    for (let beat = 0; beat < 10; beat += 1) {
      await harness.timers.advanceBy(19_000);
      harness.engine.sendTaskHeartbeat(harness.token);
    }
    await harness.timers.runAll();
    expect(harness.view).toMatchObject({ error: 'States.HeartbeatTimeout', stoppedAt: START + 210_000 });
  });

  it("does not count its function's result as a heartbeat", async () => {
    const harness: Harness = new Harness(
      { A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) },
      { ask: () => new Promise<void>((resolve) => harness.timers.at(START + 15_000, resolve)) },
    );
    expect(await harness.runToEnd()).toMatchObject({ error: 'States.HeartbeatTimeout', stoppedAt: START + 20_000 });
  });

  it('accepts heartbeats without HeartbeatSeconds', async () => {
    const harness = await new Harness({ A: tokenTask('ask') }).start();
    harness.engine.sendTaskHeartbeat(harness.token);
    await harness.timers.runAll();
    expect(harness.view.status).toBe('RUNNING');
  });

  it('does not record heartbeats in history or journal', async () => {
    const harness = await new Harness({ A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) }).start();
    const sizes = [harness.history.length, harness.entries.length];
    harness.engine.sendTaskHeartbeat(harness.token);
    expect([harness.history.length, harness.entries.length]).toEqual(sizes);
  });

  it('matches the catcher for a missed heartbeat before the one for a time-out', async () => {
    const Catch = [caught('States.HeartbeatTimeout'), { ErrorEquals: ['States.Timeout'], Next: 'Wrong' }];
    const fields = { TimeoutSeconds: 60, HeartbeatSeconds: 20, Catch, Next: 'Wrong' };
    const harness = new Harness({ A: tokenTask('ask', fields), Wrong: { Type: 'Fail' }, Caught: succeed });
    expect(await harness.runToEnd()).toMatchObject({
      output: { error: { Error: 'States.HeartbeatTimeout', Cause: '' } },
      stoppedAt: START + 20_000,
    });
  });

  it('ignores the error of its function after a time-out', async () => {
    const harness = new Harness(
      {
        A: tokenTask('ask', { TimeoutSeconds: 5, Catch: [caught('States.ALL')], Next: 'Caught' }),
        Caught: { Type: 'Wait', Seconds: 60, End: true },
      },
      {
        ask: () =>
          new Promise((_resolve, reject) => harness.timers.at(START + 20_000, () => reject(namedError('Late')))),
      },
    );
    expect(await harness.runToEnd()).toMatchObject({ output: { error: { Error: 'States.Timeout' } } });
  });
});

describe('a token', () => {
  it('ends with its task and its execution', async () => {
    const harness = await new Harness({
      A: tokenTask('ask', { Next: 'B' }),
      B: { Type: 'Wait', Seconds: 60, End: true },
    }).start();
    const { engine, token } = harness;
    engine.sendTaskSuccess(token, 1);
    const sends = [
      () => engine.sendTaskSuccess(token, 1),
      () => engine.sendTaskFailure(token, 'E', 'C'),
      () => engine.sendTaskHeartbeat(token),
    ];
    for (const send of sends) expect(send).toThrow(TaskTimedOut);
    await harness.timers.runAll();
    for (const send of sends) expect(send).toThrow(TaskTimedOut);
    engine.forget('m-1');
    for (const send of sends) expect(send).toThrow(InvalidToken);
  });

  it('that was never issued is invalid', () => {
    expect(() => new Harness({ A: succeed }).engine.sendTaskHeartbeat('guess')).toThrow(InvalidToken);
  });

  it('ends at its deadline, even when the timer is late', async () => {
    const states = { A: tokenTask('ask', { TimeoutSeconds: 5, End: true }) };
    const harness = await new Harness(states).start();
    const late = new Harness(states, {}, { timers: new VirtualTimers(START + 5000) });
    late.engine.recover('m-1', harness.entries);
    expect(() => late.engine.sendTaskSuccess(harness.token, 1)).toThrow(TaskTimedOut);
  });

  it('is rejected with more than 256 KiB of output', async () => {
    const harness = await new Harness({ A: tokenTask('ask') }).start();
    expect(() => harness.engine.sendTaskSuccess(harness.token, 'x'.repeat(262_143))).toThrow(InvalidOutput);
    expect(harness.view.status).toBe('RUNNING');
  });

  it('is masked in all data of the history', async () => {
    const harness = new Harness({
      A: tokenTask('ask', { Catch: [caught('States.ALL')], Next: 'Caught' }),
      Caught: { Type: 'Pass', Parameters: { 'in.$': '$' }, End: true },
    });
    await harness.start();
    const { token } = harness;
    harness.engine.sendTaskFailure(token, `E ${token}`, JSON.stringify({ [token]: [token, { deep: `${token}!` }] }));
    expect(harness.view.status).toBe('SUCCEEDED');
    expect(JSON.stringify(harness.history)).not.toContain(token);
    expect(harness.history.find(({ type }) => type === 'TaskScheduled')?.input).toMatchObject({
      token: '(task token)',
      retries: 0,
    });
  });

  it('is masked in field names', async () => {
    const harness = await new Harness({ A: tokenTask('ask') }).start();
    harness.engine.sendTaskSuccess(harness.token, { [harness.token]: 1, other: 2 });
    expect(harness.history.at(-1)?.output).toEqual({ '(task token)': 1, other: 2 });
  });

  it('is long and unique by default', () => {
    const tokens: string[] = [];
    const engine = new Engine({
      definition: { StartAt: 'A', States: { A: tokenTask('ask') } },
      stateMachineArn: MACHINE_ARN,
      timers: new VirtualTimers(),
      invoke: async (_arn, payload) => void tokens.push(tokenOf(payload)),
    });
    engine.start('a');
    engine.start('b');
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });
});
