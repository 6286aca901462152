import { describe, expect, it } from '@jest/globals';
import {
  type ExecutionView,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionStillRuns,
  type HistoryEvent,
  InvalidExecutionInput,
  InvalidName,
} from '../../../local/states-language/index.ts';
import { failing, functionArn, namedError, START, Harness, task, tokenTask } from './harness.ts';

const succeed = { Type: 'Succeed' };
const wait = (seconds: number): object => ({ Type: 'Wait', Seconds: seconds, End: true });

describe('starting an execution', () => {
  it('returns its ARN and start; repeated with the same name and input while it runs, returns the same', async () => {
    const { engine, timers } = new Harness({ A: wait(60) });
    const expected = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:meeting:m-1', startedAt: START };
    expect(engine.start('m-1', { a: 1, b: { c: 2, d: 3 } })).toEqual({ ...expected, created: true });
    await timers.advanceBy(1000);
    expect(engine.start('m-1', { b: { d: 3, c: 2 }, a: 1 })).toEqual({ ...expected, created: false });
    expect(engine.list()).toHaveLength(1);
  });

  it('is rejected for the same name with another input, and for the name of a closed execution', async () => {
    const { engine, timers } = new Harness({ A: wait(60) });
    engine.start('m-1', { a: [1, 2] });
    expect(() => engine.start('m-1', { a: [2, 1] })).toThrow(ExecutionAlreadyExists);
    await timers.runAll();
    expect(() => engine.start('m-1', { a: [1, 2] })).toThrow(ExecutionAlreadyExists);
  });

  it.each(['', 'a b', 'a.b', 'ä', 'x'.repeat(81)])('is rejected for the name %j', (name) => {
    expect(() => new Harness({ A: succeed }).engine.start(name)).toThrow(InvalidName);
  });

  it('is rejected for an input over 256 KiB', () => {
    const { engine } = new Harness({ A: succeed });
    expect(() => engine.start('m-1', 'x'.repeat(262_143))).toThrow(InvalidExecutionInput);
    expect(engine.list()).toEqual([]);
  });

  it('has no effect when the journal cannot be written', () => {
    const journal = {
      append: (): void => {
        throw new Error('disk full');
      },
    };
    const { engine, calls } = new Harness({ A: task('f') }, {}, { journal });
    expect(() => engine.start('m-1')).toThrow('disk full');
    expect([engine.list(), calls]).toEqual([[], []]);
  });
});

describe('stopping an execution', () => {
  it('aborts it; no Catch runs and no timers remain', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const harness = await new Harness(
      { A: tokenTask('ask', { TimeoutSeconds: 60, HeartbeatSeconds: 5, Catch, Next: 'B' }), B: succeed },
      {},
      { machine: { TimeoutSeconds: 99 } },
    ).start();
    harness.engine.stop('m-1', 'Cancelled', 'by the teacher');
    expect(harness.view).toMatchObject({
      status: 'ABORTED',
      error: 'Cancelled',
      cause: 'by the teacher',
      stoppedAt: START,
    });
    expect(harness.timers.pending).toBe(0);
    harness.engine.stop('m-1', 'Again');
    expect(harness.view).toMatchObject({ error: 'Cancelled' });
    expect(harness.history.at(-1)?.type).toBe('ExecutionAborted');
  });

  it('needs no reason, but fails for an unknown execution', async () => {
    const { engine } = await new Harness({ A: wait(60) }).start();
    engine.stop('m-1');
    expect(engine.describe('m-1')).not.toHaveProperty('error');
    expect(() => engine.stop('m-2')).toThrow(ExecutionDoesNotExist);
  });
});

describe('an execution', () => {
  it("times out at the machine's time-out, in spite of Catch", async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const harness = new Harness(
      { A: tokenTask('ask', { Catch, Next: 'B' }), B: succeed },
      {},
      { machine: { TimeoutSeconds: 90 } },
    );
    expect(await harness.runToEnd()).toMatchObject({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      stoppedAt: START + 90_000,
    });
    expect(harness.timers.pending).toBe(0);
  });

  it('counts the states it enters and its retries as transitions', async () => {
    const harness = new Harness(
      { A: { Type: 'Pass', Next: 'B' }, B: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], Next: 'C' }), C: succeed },
      { f: failing('Boom', 'Boom') },
    );
    expect(await harness.runToEnd()).toMatchObject({ transitions: 5 });
  });

  it('keeps no timers after it is closed', async () => {
    const harness = new Harness(
      { A: task('f', { TimeoutSeconds: 60, End: true }) },
      {},
      { machine: { TimeoutSeconds: 90 } },
    );
    await harness.start();
    expect(harness.view.status).toBe('SUCCEEDED');
    expect(harness.timers.pending).toBe(0);
  });

  it('can be forgotten when it is closed; its name can be used again', async () => {
    const { engine, timers } = await new Harness({ A: wait(1) }).start();
    expect(() => engine.forget('m-1')).toThrow(ExecutionStillRuns);
    await timers.runAll();
    engine.forget('m-1');
    expect(() => engine.describe('m-1')).toThrow(ExecutionDoesNotExist);
    expect(engine.start('m-1').created).toBe(true);
  });

  it('keeps no history with keepHistory: false', async () => {
    const harness = new Harness({ A: succeed }, {}, { keepHistory: false });
    await harness.runToEnd();
    expect(harness.history).toEqual([]);
  });

  it('loops thousands of times without a deeper call stack', async () => {
    const depths: number[] = [];
    Error.stackTraceLimit = Infinity;
    const f = (_payload: unknown, calls: number): unknown => {
      depths.push(new Error('here').stack?.split('\n').length ?? 0);
      return { again: calls < 3000 };
    };
    const again = { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'A' }], Default: 'C' };
    const harness = new Harness({ A: task('f', { Next: 'B' }), B: again, C: succeed }, { f });
    expect(await harness.runToEnd()).toMatchObject({ status: 'SUCCEEDED', transitions: 6001 });
    Error.stackTraceLimit = 10;
    expect(Math.max(...depths.slice(1))).toBe(Math.min(...depths.slice(1)));
  });

  it('fails with its 25,000th event', async () => {
    const harness = new Harness({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    expect(await harness.runToEnd()).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(harness.history).toHaveLength(25_000);
    expect(harness.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });
});

describe('the history', () => {
  it('contains the events of Step Functions in order', async () => {
    const pick = { Type: 'Choice', Choices: [{ Variable: '$.f.n', NumericEquals: 1, Next: 'Ask' }] };
    const harness = new Harness(
      {
        Wait: { Type: 'Wait', Seconds: 5, Next: 'Call' },
        Call: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], ResultPath: '$.f', Next: 'Pick' }),
        Pick: pick,
        Ask: tokenTask('ask', { ResultPath: null, Next: 'Over' }),
        Over: { ...succeed, OutputPath: '$.f' },
      },
      { f: (_payload, calls) => (calls === 1 ? Promise.reject(namedError('Boom', 'no')) : { n: 1 }) },
    );
    await harness.runToEnd({ x: 1 });
    harness.engine.sendTaskSuccess(harness.token, 'yes');
    const cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'no', trace: [] });
    const [x, f1] = [{ x: 1 }, { x: 1, f: { n: 1 } }];
    const [resource, askArn] = [functionArn('f'), functionArn('ask')];
    expect(harness.history.map(({ id: _id, at, ...rest }) => ({ s: (at - START) / 1000, ...rest }))).toMatchObject([
      { s: 0, type: 'ExecutionStarted', input: x },
      { s: 0, type: 'WaitStateEntered', state: 'Wait', input: x },
      { s: 5, type: 'WaitStateExited', state: 'Wait', output: x },
      { s: 5, type: 'TaskStateEntered', state: 'Call', input: x },
      { s: 5, type: 'LambdaFunctionScheduled', state: 'Call', input: x, resource, retryCount: 0 },
      { s: 5, type: 'LambdaFunctionStarted', state: 'Call' },
      { s: 5, type: 'LambdaFunctionFailed', state: 'Call', error: 'Boom', cause },
      { s: 6, type: 'LambdaFunctionScheduled', state: 'Call', input: x, resource, retryCount: 1 },
      { s: 6, type: 'LambdaFunctionStarted', state: 'Call' },
      { s: 6, type: 'LambdaFunctionSucceeded', state: 'Call', output: { n: 1 } },
      { s: 6, type: 'TaskStateExited', state: 'Call', output: f1 },
      { s: 6, type: 'ChoiceStateEntered', state: 'Pick', input: f1 },
      { s: 6, type: 'ChoiceStateExited', state: 'Pick', output: f1 },
      { s: 6, type: 'TaskStateEntered', state: 'Ask', input: f1 },
      { s: 6, type: 'TaskScheduled', state: 'Ask', resource: askArn, retryCount: 0 },
      { s: 6, type: 'TaskStarted', state: 'Ask' },
      { s: 6, type: 'TaskSubmitted', state: 'Ask' },
      { s: 6, type: 'TaskSucceeded', state: 'Ask', output: 'yes' },
      { s: 6, type: 'TaskStateExited', state: 'Ask', output: f1 },
      { s: 6, type: 'SucceedStateEntered', state: 'Over', input: f1 },
      { s: 6, type: 'SucceedStateExited', state: 'Over', output: { n: 1 } },
      { s: 6, type: 'ExecutionSucceeded', output: { n: 1 } },
    ]);
    expect(harness.history.map(({ id }) => id)).toEqual(harness.history.map((_event, index) => index + 1));
  });

  it('reaches a listener in order, even when the listener causes more events', async () => {
    const received: HistoryEvent[] = [];
    const views: ExecutionView[] = [];
    const harness: Harness = new Harness(
      { A: tokenTask('ask', { Next: 'B' }), B: wait(60) },
      {},
      {
        keepHistory: true,
        onChange: (view, event) => {
          views.push(view);
          received.push(event);
          if (event.type === 'TaskSubmitted') harness.engine.sendTaskSuccess(harness.token, {});
        },
      },
    );
    await harness.runToEnd();
    expect(received).toEqual(harness.history);
    expect(views.at(-1)).toEqual(harness.view);
  });
});
