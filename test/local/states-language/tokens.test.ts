import { describe, expect, it } from '@jest/globals';
import { Engine, InvalidOutput, InvalidToken, TaskTimedOut } from '../../../local/states-language/index.ts';
import { VirtualTimers } from '../../../simulation/virtual-timers.ts';
import { failing, hang, MACHINE_ARN, named, OPENING, Stage, tokenOf, tokenTask } from './stage.ts';

const caught = (...errors: string[]): object => ({ ErrorEquals: errors, ResultPath: '$.error', Next: 'Caught' });
const over = { Type: 'Succeed' };

describe('a task with a token', () => {
  it('waits for its token, and what its function answers is discarded', async () => {
    const stage = await new Stage(
      { A: tokenTask('ask', { ResultPath: '$.answer', End: true }) },
      { ask: () => 'ignored' },
    ).start({ a: 1 });
    await stage.timers.advanceBy(86_400_000);
    expect(stage.view.status).toBe('RUNNING');
    stage.engine.sendTaskSuccess(stage.token, { yes: true });
    expect(stage.view).toMatchObject({ status: 'SUCCEEDED', output: { a: 1, answer: { yes: true } }, transitions: 1 });
  });

  it('is completed by a success that comes before its function has answered', async () => {
    const stage = await new Stage({ A: tokenTask('ask') }, { ask: hang }).start();
    stage.engine.sendTaskSuccess(stage.token, 'early');
    expect(stage.view).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
  });

  it('is completed by a success that its function sends itself', async () => {
    const stage: Stage = new Stage(
      { A: tokenTask('ask') },
      { ask: (payload) => stage.engine.sendTaskSuccess(tokenOf(payload), 'own') },
    );
    expect(await stage.play()).toMatchObject({ status: 'SUCCEEDED', output: 'own' });
  });

  it('fails as it is told to, and its catcher gets error and cause', async () => {
    const stage = await new Stage({
      A: tokenTask('ask', { Catch: [caught('Busy')], Next: 'Caught' }),
      Caught: over,
    }).start({});
    stage.engine.sendTaskFailure(stage.token, 'Busy', 'try later');
    expect(stage.view.output).toEqual({ error: { Error: 'Busy', Cause: 'try later' } });
  });

  it('fails when its function fails; the retry gets a new token, and the old one is over', async () => {
    const stage = await new Stage(
      { A: tokenTask('ask', { Retry: [{ ErrorEquals: ['Boom'] }], End: true }) },
      { ask: failing('Boom') },
    ).start();
    const first = stage.token;
    await stage.timers.advanceBy(1000);
    const entered = new Date(OPENING).toISOString();
    expect(stage.calls.map(({ payload }) => payload)).toMatchObject([
      { retries: 0, entered },
      { retries: 1, entered },
    ]);
    expect(stage.token).not.toBe(first);
    expect(() => stage.engine.sendTaskSuccess(first, 'old')).toThrow(TaskTimedOut);
    stage.engine.sendTaskSuccess(stage.token, 'new');
    expect(stage.view).toMatchObject({ output: 'new', transitions: 2 });
  });

  it('has a new time-out for each attempt', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1, IntervalSeconds: 5 }];
    const stage = new Stage({ A: tokenTask('ask', { TimeoutSeconds: 60, Retry, End: true }) });
    expect(await stage.play()).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
      stoppedAt: OPENING + 125_000,
    });
  });

  it('has its time-out whatever the heartbeats', async () => {
    const stage = await new Stage({
      A: tokenTask('ask', { TimeoutSeconds: 60, HeartbeatSecondsPath: '$.beat', End: true }),
    }).start({ beat: 20 });
    for (let beat = 0; beat < 5; beat += 1) {
      await stage.timers.advanceBy(11_000);
      stage.engine.sendTaskHeartbeat(stage.token);
    }
    await stage.timers.runAll();
    expect(stage.view).toMatchObject({ error: 'States.Timeout', stoppedAt: OPENING + 60_000 });
  });

  it('lives as long as heartbeats come, and no longer', async () => {
    const stage = await new Stage({ A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) }).start();
    for (let beat = 0; beat < 10; beat += 1) {
      await stage.timers.advanceBy(19_000);
      stage.engine.sendTaskHeartbeat(stage.token);
    }
    await stage.timers.runAll();
    expect(stage.view).toMatchObject({ error: 'States.HeartbeatTimeout', stoppedAt: OPENING + 210_000 });
  });

  it('does not take its function’s answer for a heartbeat', async () => {
    const stage: Stage = new Stage(
      { A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) },
      { ask: () => new Promise<void>((resolve) => stage.timers.at(OPENING + 15_000, resolve)) },
    );
    expect(await stage.play()).toMatchObject({ error: 'States.HeartbeatTimeout', stoppedAt: OPENING + 20_000 });
  });

  it('takes heartbeats without any in its definition', async () => {
    const stage = await new Stage({ A: tokenTask('ask') }).start();
    stage.engine.sendTaskHeartbeat(stage.token);
    await stage.timers.runAll();
    expect(stage.view.status).toBe('RUNNING');
  });

  it('leaves no trace of heartbeats in history and journal', async () => {
    const stage = await new Stage({ A: tokenTask('ask', { HeartbeatSeconds: 20, End: true }) }).start();
    const traces = [stage.history.length, stage.entries.length];
    stage.engine.sendTaskHeartbeat(stage.token);
    expect([stage.history.length, stage.entries.length]).toEqual(traces);
  });

  it('with a missed heartbeat is caught before the time-out’s catcher', async () => {
    const Catch = [caught('States.HeartbeatTimeout'), { ErrorEquals: ['States.Timeout'], Next: 'Wrong' }];
    const fields = { TimeoutSeconds: 60, HeartbeatSeconds: 20, Catch, Next: 'Wrong' };
    const stage = new Stage({ A: tokenTask('ask', fields), Wrong: { Type: 'Fail' }, Caught: over });
    expect(await stage.play()).toMatchObject({
      output: { error: { Error: 'States.HeartbeatTimeout', Cause: '' } },
      stoppedAt: OPENING + 20_000,
    });
  });

  it('ignores its function once it has timed out', async () => {
    const stage = new Stage(
      {
        A: tokenTask('ask', { TimeoutSeconds: 5, Catch: [caught('States.ALL')], Next: 'Caught' }),
        Caught: { Type: 'Wait', Seconds: 60, End: true },
      },
      {
        ask: () => new Promise((_resolve, reject) => stage.timers.at(OPENING + 20_000, () => reject(named('Late')))),
      },
    );
    expect(await stage.play()).toMatchObject({ output: { error: { Error: 'States.Timeout' } } });
  });
});

describe('a token', () => {
  it('is over when its task, or its execution, is', async () => {
    const stage = await new Stage({
      A: tokenTask('ask', { Next: 'B' }),
      B: { Type: 'Wait', Seconds: 60, End: true },
    }).start();
    const { engine, token } = stage;
    engine.sendTaskSuccess(token, 1);
    const sends = [
      () => engine.sendTaskSuccess(token, 1),
      () => engine.sendTaskFailure(token, 'E', 'C'),
      () => engine.sendTaskHeartbeat(token),
    ];
    for (const send of sends) expect(send).toThrow(TaskTimedOut);
    await stage.timers.runAll();
    for (const send of sends) expect(send).toThrow(TaskTimedOut);
    engine.forget('m-1');
    for (const send of sends) expect(send).toThrow(InvalidToken);
  });

  it('that was never issued is invalid', () => {
    expect(() => new Stage({ A: over }).engine.sendTaskHeartbeat('guess')).toThrow(InvalidToken);
  });

  it('is over at its deadline, even when the timer is late', async () => {
    const states = { A: tokenTask('ask', { TimeoutSeconds: 5, End: true }) };
    const stage = await new Stage(states).start();
    const late = new Stage(states, {}, { timers: new VirtualTimers(OPENING + 5000) });
    late.engine.recover('m-1', stage.entries);
    expect(() => late.engine.sendTaskSuccess(stage.token, 1)).toThrow(TaskTimedOut);
  });

  it('is not worth more than 256 KiB of output', async () => {
    const stage = await new Stage({ A: tokenTask('ask') }).start();
    expect(() => stage.engine.sendTaskSuccess(stage.token, 'x'.repeat(262_143))).toThrow(InvalidOutput);
    expect(stage.view.status).toBe('RUNNING');
  });

  it('is hidden wherever the history shows data', async () => {
    const stage = new Stage({
      A: tokenTask('ask', { Catch: [caught('States.ALL')], Next: 'Caught' }),
      Caught: { Type: 'Pass', Parameters: { 'in.$': '$' }, End: true },
    });
    await stage.start();
    const { token } = stage;
    stage.engine.sendTaskFailure(token, `E ${token}`, JSON.stringify({ [token]: [token, { deep: `${token}!` }] }));
    expect(stage.view.status).toBe('SUCCEEDED');
    expect(JSON.stringify(stage.history)).not.toContain(token);
    expect(stage.history.find(({ type }) => type === 'TaskScheduled')?.input).toMatchObject({
      token: '(task token)',
      retries: 0,
    });
  });

  it('is hidden in the names of fields too', async () => {
    const stage = await new Stage({ A: tokenTask('ask') }).start();
    stage.engine.sendTaskSuccess(stage.token, { [stage.token]: 1, other: 2 });
    expect(stage.history.at(-1)?.output).toEqual({ '(task token)': 1, other: 2 });
  });

  it('is long and different each time unless others make it', () => {
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
