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
import { failing, functionArn, named, OPENING, Stage, task, tokenTask } from './stage.ts';

const over = { Type: 'Succeed' };
const wait = (seconds: number): object => ({ Type: 'Wait', Seconds: seconds, End: true });

describe('starting an execution', () => {
  it('answers its ARN and instant, and the same again for the same name and input while it runs', async () => {
    const { engine, timers } = new Stage({ A: wait(60) });
    const answer = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:meeting:m-1', startedAt: OPENING };
    expect(engine.start('m-1', { a: 1, b: { c: 2, d: 3 } })).toEqual({ ...answer, created: true });
    await timers.advanceBy(1000);
    expect(engine.start('m-1', { b: { d: 3, c: 2 }, a: 1 })).toEqual({ ...answer, created: false });
    expect(engine.list()).toHaveLength(1);
  });

  it('is refused for the same name with another input, and for a name whose execution is closed', async () => {
    const { engine, timers } = new Stage({ A: wait(60) });
    engine.start('m-1', { a: [1, 2] });
    expect(() => engine.start('m-1', { a: [2, 1] })).toThrow(ExecutionAlreadyExists);
    await timers.runAll();
    expect(() => engine.start('m-1', { a: [1, 2] })).toThrow(ExecutionAlreadyExists);
  });

  it.each(['', 'a b', 'a.b', 'ä', 'x'.repeat(81)])('is refused for the name %j', (name) => {
    expect(() => new Stage({ A: over }).engine.start(name)).toThrow(InvalidName);
  });

  it('is refused for an input over 256 KiB', () => {
    const { engine } = new Stage({ A: over });
    expect(() => engine.start('m-1', 'x'.repeat(262_143))).toThrow(InvalidExecutionInput);
    expect(engine.list()).toEqual([]);
  });

  it('that cannot be journaled has not happened', () => {
    const journal = {
      append: (): void => {
        throw new Error('disk full');
      },
    };
    const { engine, calls } = new Stage({ A: task('f') }, {}, { journal });
    expect(() => engine.start('m-1')).toThrow('disk full');
    expect([engine.list(), calls]).toEqual([[], []]);
  });
});

describe('stopping an execution', () => {
  it('aborts it: no catch, no timers, no late answer', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const stage = await new Stage(
      { A: tokenTask('ask', { TimeoutSeconds: 60, HeartbeatSeconds: 5, Catch, Next: 'B' }), B: over },
      {},
      { machine: { TimeoutSeconds: 99 } },
    ).start();
    stage.engine.stop('m-1', 'Cancelled', 'by the teacher');
    expect(stage.view).toMatchObject({
      status: 'ABORTED',
      error: 'Cancelled',
      cause: 'by the teacher',
      stoppedAt: OPENING,
    });
    expect(stage.timers.pending).toBe(0);
    stage.engine.stop('m-1', 'Again');
    expect(stage.view).toMatchObject({ error: 'Cancelled' });
    expect(stage.history.at(-1)?.type).toBe('ExecutionAborted');
  });

  it('needs no reason, but an execution', async () => {
    const { engine } = await new Stage({ A: wait(60) }).start();
    engine.stop('m-1');
    expect(engine.describe('m-1')).not.toHaveProperty('error');
    expect(() => engine.stop('m-2')).toThrow(ExecutionDoesNotExist);
  });
});

describe('an execution', () => {
  it('that outlives the machine’s time-out is timed out, whatever it catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const stage = new Stage(
      { A: tokenTask('ask', { Catch, Next: 'B' }), B: over },
      {},
      { machine: { TimeoutSeconds: 90 } },
    );
    expect(await stage.play()).toMatchObject({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      stoppedAt: OPENING + 90_000,
    });
    expect(stage.timers.pending).toBe(0);
  });

  it('counts the states it enters and its retries as transitions', async () => {
    const stage = new Stage(
      { A: { Type: 'Pass', Next: 'B' }, B: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], Next: 'C' }), C: over },
      { f: failing('Boom', 'Boom') },
    );
    expect(await stage.play()).toMatchObject({ transitions: 5 });
  });

  it('keeps no timer when it is closed', async () => {
    const stage = new Stage(
      { A: task('f', { TimeoutSeconds: 60, End: true }) },
      {},
      { machine: { TimeoutSeconds: 90 } },
    );
    await stage.start();
    expect(stage.view.status).toBe('SUCCEEDED');
    expect(stage.timers.pending).toBe(0);
  });

  it('that is closed can be forgotten; its name is free again', async () => {
    const { engine, timers } = await new Stage({ A: wait(1) }).start();
    expect(() => engine.forget('m-1')).toThrow(ExecutionStillRuns);
    await timers.runAll();
    engine.forget('m-1');
    expect(() => engine.describe('m-1')).toThrow(ExecutionDoesNotExist);
    expect(engine.start('m-1').created).toBe(true);
  });

  it('keeps no history where nobody wants it', async () => {
    const stage = new Stage({ A: over }, {}, { keepHistory: false });
    await stage.play();
    expect(stage.history).toEqual([]);
  });

  it('loops a thousand times, in one instant and without a deeper stack', async () => {
    const depths: number[] = [];
    Error.stackTraceLimit = Infinity;
    const f = (_payload: unknown, calls: number): unknown => {
      depths.push(new Error('here').stack?.split('\n').length ?? 0);
      return { again: calls < 3000 };
    };
    const again = { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'A' }], Default: 'C' };
    const stage = new Stage({ A: task('f', { Next: 'B' }), B: again, C: over }, { f });
    expect(await stage.play()).toMatchObject({ status: 'SUCCEEDED', transitions: 6001 });
    Error.stackTraceLimit = 10;
    expect(Math.max(...depths.slice(1))).toBe(Math.min(...depths.slice(1)));
  });

  it('fails with its 25,000th event', async () => {
    const stage = new Stage({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    expect(await stage.play()).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(stage.history).toHaveLength(25_000);
    expect(stage.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });
});

describe('the history', () => {
  it('tells a life as the console does', async () => {
    const pick = { Type: 'Choice', Choices: [{ Variable: '$.f.n', NumericEquals: 1, Next: 'Ask' }] };
    const stage = new Stage(
      {
        Wait: { Type: 'Wait', Seconds: 5, Next: 'Call' },
        Call: task('f', { Retry: [{ ErrorEquals: ['Boom'] }], ResultPath: '$.f', Next: 'Pick' }),
        Pick: pick,
        Ask: tokenTask('ask', { ResultPath: null, Next: 'Over' }),
        Over: { ...over, OutputPath: '$.f' },
      },
      { f: (_payload, calls) => (calls === 1 ? Promise.reject(named('Boom', 'no')) : { n: 1 }) },
    );
    await stage.play({ x: 1 });
    stage.engine.sendTaskSuccess(stage.token, 'yes');
    const cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'no', trace: [] });
    const [x, f1] = [{ x: 1 }, { x: 1, f: { n: 1 } }];
    const [resource, asked] = [functionArn('f'), functionArn('ask')];
    expect(stage.history.map(({ id: _id, at, ...rest }) => ({ s: (at - OPENING) / 1000, ...rest }))).toMatchObject([
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
      { s: 6, type: 'TaskScheduled', state: 'Ask', resource: asked, retryCount: 0 },
      { s: 6, type: 'TaskStarted', state: 'Ask' },
      { s: 6, type: 'TaskSubmitted', state: 'Ask' },
      { s: 6, type: 'TaskSucceeded', state: 'Ask', output: 'yes' },
      { s: 6, type: 'TaskStateExited', state: 'Ask', output: f1 },
      { s: 6, type: 'SucceedStateEntered', state: 'Over', input: f1 },
      { s: 6, type: 'SucceedStateExited', state: 'Over', output: { n: 1 } },
      { s: 6, type: 'ExecutionSucceeded', output: { n: 1 } },
    ]);
    expect(stage.history.map(({ id }) => id)).toEqual(stage.history.map((_event, index) => index + 1));
  });

  it('is told to a listener in order, even when the listener acts on it', async () => {
    const heard: HistoryEvent[] = [];
    const views: ExecutionView[] = [];
    const stage: Stage = new Stage(
      { A: tokenTask('ask', { Next: 'B' }), B: wait(60) },
      {},
      {
        keepHistory: true,
        onChange: (view, event) => {
          views.push(view);
          heard.push(event);
          if (event.type === 'TaskSubmitted') stage.engine.sendTaskSuccess(stage.token, {});
        },
      },
    );
    await stage.play();
    expect(heard).toEqual(stage.history);
    expect(views.at(-1)).toEqual(stage.view);
  });
});
