import { describe, expect, it } from '@jest/globals';
import { functionArn, MACHINE_ARN, namedError, START, Harness, task, tokenTask } from './harness.ts';

const start = new Date(START).toISOString();

/** The output of a machine of one Pass. */
async function passed(fields: object, input: unknown = {}): Promise<unknown> {
  const { status, output, error } = await new Harness({ A: { Type: 'Pass', End: true, ...fields } }).runToEnd(input);
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

  it('a template combines constants, input and context, in objects and lists', async () => {
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

  it('the context object describes the execution, the machine and the state', async () => {
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
    ['a Result in a new field', { Result: 5, ResultPath: '$.r' }, { a: 1, r: 5 }],
    ['a Result in a new nested field', { Result: 5, ResultPath: '$.x.y' }, { a: 1, x: { y: 5 } }],
    ['a Result in an existing field', { Result: 5, ResultPath: '$.a' }, { a: 5 }],
    ['no Result', { Result: 5, ResultPath: null }, { a: 1 }],
    ['a part of its input', { ResultPath: '$.r', InputPath: '$.a', OutputPath: '$.r' }, 1],
    ['an empty object for OutputPath null', { OutputPath: null }, {}],
    ['an empty object for InputPath null', { InputPath: null }, {}],
    [
      'an error when ResultPath does not fit the input',
      { Result: 5, ResultPath: '$.a.b' },
      'States.ResultPathMatchFailure',
    ],
  ])('a Pass returns %s', async (_what, fields, expected) => {
    expect(await passed(fields, { a: 1 })).toEqual(expected);
  });

  it('placing a result does not change the input', async () => {
    const input = { a: { b: 1 }, c: {} };
    const harness = new Harness({ A: { Type: 'Pass', Result: 2, ResultPath: '$.a.b', End: true } });
    expect(await harness.runToEnd(input)).toMatchObject({
      output: { a: { b: 2 }, c: {} },
      input: { a: { b: 1 }, c: {} },
    });
  });

  it('a task gets its Parameters, selects from its result and adds that to the raw input', async () => {
    const fields = {
      InputPath: '$.in',
      Parameters: { 'x.$': '$.x' },
      ResultSelector: { 'y.$': '$.y', 'of.$': '$$.Execution.Name' },
      ResultPath: '$.step',
      OutputPath: '$.step',
      End: true,
    };
    const harness = new Harness({ A: task('double', fields) }, { double: ({ x }) => ({ y: 2 * Number(x), z: 0 }) });
    expect(await harness.runToEnd({ in: { x: 4 } })).toMatchObject({ output: { y: 8, of: 'm-1' } });
    expect(harness.calls).toEqual([{ name: 'double', payload: { x: 4 }, at: START }]);
  });

  it('a task without Parameters gets its input; a function without a result returns null', async () => {
    const harness = new Harness({ A: task('f') }, { f: () => undefined });
    expect(await harness.runToEnd({ a: 1 })).toMatchObject({ status: 'SUCCEEDED', output: null });
    expect(harness.calls[0]?.payload).toEqual({ a: 1 });
  });

  it.each([
    ['Parameters', { Parameters: { 'a.$': '$.missing' } }],
    ['ResultSelector', { ResultSelector: { 'a.$': '$.missing' } }],
    ['OutputPath', { OutputPath: '$.missing' }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.missing' }],
    ['TimeoutSecondsPath to text', { TimeoutSecondsPath: '$.text' }],
    ['TimeoutSecondsPath to zero', { TimeoutSecondsPath: '$.zero' }],
  ])('a wrong %s fails the execution, in spite of Retry and Catch', async (_what, fields) => {
    const errorFields = {
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
      Next: 'B',
    };
    const harness = new Harness(
      { A: task('f', { ...fields, ...errorFields }), B: { Type: 'Succeed' } },
      { f: () => ({}) },
    );
    expect(await harness.runToEnd({ text: '60', zero: 0 })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });

  it('a heartbeat interval that is not below the time-out fails the execution', async () => {
    const fields = { TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h', End: true };
    const harness = new Harness({ A: tokenTask('f', fields) });
    expect(await harness.runToEnd({ t: 5, h: 5 })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('a Fail reports a caught error through its paths', async () => {
    const harness = new Harness(
      {
        A: task('f', { Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Failed' }], End: true }),
        Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
      },
      { f: () => Promise.reject(namedError('Boom', 'no host')) },
    );
    const cause = JSON.stringify({ errorType: 'Boom', errorMessage: 'no host', trace: [] });
    expect(await harness.runToEnd()).toMatchObject({ status: 'FAILED', error: 'Boom', cause });
  });

  it.each([
    ['literals', { Error: 'E', Cause: 'C' }, { error: 'E', cause: 'C' }],
    ['no fields', {}, {}],
    ['a path to a number', { ErrorPath: '$.n' }, { error: 'States.Runtime' }],
  ])('a Fail with %s', async (_what, fields, expected) => {
    const view = await new Harness({ A: { Type: 'Fail', ...fields } }).runToEnd({ n: 1 });
    expect(view).toMatchObject({ status: 'FAILED', ...expected });
    expect('error' in view).toBe('error' in expected);
  });

  it.each([
    ['a thrown string', 'oops', 'string', 'oops'],
    ['a thrown undefined', undefined, 'undefined', 'undefined'],
  ])('%s is an error with the name of its type, as on Lambda', async (_what, thrown, errorType, errorMessage) => {
    const harness = new Harness({ A: task('f') }, { f: () => Promise.reject(thrown) });
    const cause = JSON.stringify({ errorType, errorMessage, trace: [] });
    expect(await harness.runToEnd()).toMatchObject({ error: errorType, cause });
  });

  it('the function is called with its full ARN', async () => {
    const arns: string[] = [];
    const harness = new Harness(
      { A: task('f') },
      {},
      { invoke: async (arn, _payload, call) => void arns.push(arn, call.executionName, call.state) },
    );
    await harness.runToEnd();
    expect(arns).toEqual([functionArn('f'), 'm-1', 'A']);
  });
});
