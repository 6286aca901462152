import { describe, expect, it } from '@jest/globals';
import { functionArn, MACHINE_ARN, named, OPENING, Stage, task, tokenTask } from './stage.ts';

const start = new Date(OPENING).toISOString();

/** The output of a machine of one Pass. */
async function passed(fields: object, input: unknown = {}): Promise<unknown> {
  const { status, output, error } = await new Stage({ A: { Type: 'Pass', End: true, ...fields } }).play(input);
  return status === 'SUCCEEDED' ? output : error;
}

describe('paths and templates', () => {
  it.each([
    ['$', { a: 1 }],
    ['$.a', 1, { a: 1 }],
    ['$.a.b', null, { a: { b: null } }],
    ["$['a b'].c", 2, { 'a b': { c: 2 } }],
    ["$['it\\'s']", 3, { "it's": 3 }],
    ['$.a[1]', 'y', { a: ['x', 'y'] }],
    ['$[0].a', 4, [{ a: 4 }]],
    ['$.a.b', 'States.Runtime', { a: 1 }],
    ['$.a[2]', 'States.Runtime', { a: ['x', 'y'] }],
    ['$.a[0]', 'States.Runtime', { a: 'text' }],
    ['$.constructor', 'States.Runtime', {}],
    ['$.length', 'States.Runtime', ['x']],
  ])('%s reads %j', async (InputPath, expected, input: unknown = { a: 1 }) => {
    expect(await passed({ InputPath }, input)).toEqual(expected);
  });

  it('a template mixes constants, input and context, in objects and lists', async () => {
    const Parameters = {
      keep: [1, { x: 2 }],
      'all.$': '$',
      list: [{ 'a.$': '$.a' }, 'b'],
      'deep.$': '$$.Execution.Input.a',
    };
    expect(await passed({ Parameters }, { a: 7 })).toEqual({
      keep: [1, { x: 2 }],
      all: { a: 7 },
      list: [{ a: 7 }, 'b'],
      deep: 7,
    });
  });

  it('the context object tells of execution, machine and state', async () => {
    const Parameters = {
      'id.$': '$$.Execution.Id',
      'name.$': '$$.Execution.Name',
      'input.$': '$$.Execution.Input',
      'start.$': '$$.Execution.StartTime',
      'machine.$': '$$.StateMachine.Id',
      'state.$': '$$.State.Name',
      'entered.$': '$$.State.EnteredTime',
      'retries.$': '$$.State.RetryCount',
    };
    expect(await passed({ Parameters }, { a: 1 })).toEqual({
      id: `${MACHINE_ARN.replace('stateMachine', 'execution')}:m-1`,
      name: 'm-1',
      input: { a: 1 },
      start,
      machine: MACHINE_ARN,
      state: 'A',
      entered: start,
      retries: 0,
    });
  });

  it.each([
    ['a Result beside the input', { Result: 5, ResultPath: '$.r' }, { a: 1, r: 5 }],
    ['a Result deep in what is not there yet', { Result: 5, ResultPath: '$.x.y' }, { a: 1, x: { y: 5 } }],
    ['a Result over what was there', { Result: 5, ResultPath: '$.a' }, { a: 5 }],
    ['no Result', { Result: 5, ResultPath: null }, { a: 1 }],
    ['a part of what it got', { ResultPath: '$.r', InputPath: '$.a', OutputPath: '$.r' }, 1],
    ['nothing', { OutputPath: null }, {}],
    ['nothing as its input', { InputPath: null }, {}],
    ['a result that cannot be placed', { Result: 5, ResultPath: '$.a.b' }, 'States.ResultPathMatchFailure'],
  ])('a Pass hands on %s', async (_what, fields, expected) => {
    expect(await passed(fields, { a: 1 })).toEqual(expected);
  });

  it('placing a result leaves the input as it was', async () => {
    const input = { a: { b: 1 }, c: {} };
    const stage = new Stage({ A: { Type: 'Pass', Result: 2, ResultPath: '$.a.b', End: true } });
    expect(await stage.play(input)).toMatchObject({ output: { a: { b: 2 }, c: {} }, input: { a: { b: 1 }, c: {} } });
  });

  it('a task gets its Parameters, selects from its result and puts that beside the raw input', async () => {
    const fields = {
      InputPath: '$.in',
      Parameters: { 'x.$': '$.x' },
      ResultSelector: { 'y.$': '$.y', 'of.$': '$$.Execution.Name' },
      ResultPath: '$.step',
      OutputPath: '$.step',
      End: true,
    };
    const stage = new Stage({ A: task('double', fields) }, { double: ({ x }) => ({ y: 2 * Number(x), z: 0 }) });
    expect(await stage.play({ in: { x: 4 } })).toMatchObject({ output: { y: 8, of: 'm-1' } });
    expect(stage.calls).toEqual([{ name: 'double', payload: { x: 4 }, at: OPENING }]);
  });

  it('a task without Parameters gets its input, and answering nothing means null', async () => {
    const stage = new Stage({ A: task('f') }, { f: () => undefined });
    expect(await stage.play({ a: 1 })).toMatchObject({ status: 'SUCCEEDED', output: null });
    expect(stage.calls[0]?.payload).toEqual({ a: 1 });
  });

  it.each([
    ['Parameters', { Parameters: { 'a.$': '$.missing' } }],
    ['ResultSelector', { ResultSelector: { 'a.$': '$.missing' } }],
    ['OutputPath', { OutputPath: '$.missing' }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.missing' }],
    ['TimeoutSecondsPath to text', { TimeoutSecondsPath: '$.text' }],
    ['TimeoutSecondsPath to nothing', { TimeoutSecondsPath: '$.zero' }],
  ])('a wrong %s fails the execution, whatever is retried or caught', async (_what, fields) => {
    const nets = {
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
      Next: 'B',
    };
    const stage = new Stage({ A: task('f', { ...fields, ...nets }), B: { Type: 'Succeed' } }, { f: () => ({}) });
    expect(await stage.play({ text: '60', zero: 0 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('heartbeats that are not more frequent than the time-out fail the execution', async () => {
    const fields = { TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h', End: true };
    const stage = new Stage({ A: tokenTask('f', fields) });
    expect(await stage.play({ t: 5, h: 5 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('a Fail tells the error that was caught, by its paths', async () => {
    const stage = new Stage(
      {
        A: task('f', { Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Failed' }], End: true }),
        Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
      },
      { f: () => Promise.reject(named('Boom', 'no host')) },
    );
    const cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'no host', trace: [] });
    expect(await stage.play()).toMatchObject({ status: 'FAILED', error: 'Boom', cause });
  });

  it.each([
    ['its own words', { Error: 'E', Cause: 'C' }, { error: 'E', cause: 'C' }],
    ['no words at all', {}, {}],
    ['a path to no text', { ErrorPath: '$.n' }, { error: 'States.Runtime' }],
  ])('a Fail with %s', async (_what, fields, expected) => {
    const view = await new Stage({ A: { Type: 'Fail', ...fields } }).play({ n: 1 });
    expect(view).toMatchObject({ status: 'FAILED', ...expected });
    expect('error' in view).toBe('error' in expected);
  });

  it.each([
    ['a thrown text', 'oops', 'string', 'oops'],
    ['a thrown nothing', undefined, 'undefined', 'undefined'],
  ])('%s is an error named by its type, as Lambda reports it', async (_what, thrown, errorType, errorMessage) => {
    const stage = new Stage({ A: task('f') }, { f: () => Promise.reject(thrown) });
    const cause = JSON.stringify({ errorType, errorMessage, trace: [] });
    expect(await stage.play()).toMatchObject({ error: errorType, cause });
  });

  it('the function is called by its full ARN', async () => {
    const arns: string[] = [];
    const stage = new Stage(
      { A: task('f') },
      {},
      { invoke: async (arn, _payload, call) => void arns.push(arn, call.executionName, call.state) },
    );
    await stage.play();
    expect(arns).toEqual([functionArn('f'), 'm-1', 'A']);
  });
});
