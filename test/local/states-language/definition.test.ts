import { describe, expect, it } from '@jest/globals';
import { compileMachine, InvalidDefinition } from '../../../local/states-language/index.ts';
import { functionArn, INVOKE_AND_WAIT, task, tokenTask } from './harness.ts';

/** The faults of a machine, as `state field: message`. */
function faultsOf(states: object, machine: object = {}): string[] {
  try {
    compileMachine({ StartAt: Object.keys(states)[0], States: states, ...machine });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    return error.faults.map(({ state, field, message }) => `${state ?? ''} ${field}: ${message}`);
  }
}

/** The faults of a machine with one task, with these fields. */
function taskFaults(fields: object): string[] {
  return faultsOf({ A: task('f', { End: true, ...fields }) });
}

const end = { Type: 'Succeed' };
const retry = (fields: object): object => ({ Retry: [{ ErrorEquals: ['Boom'], ...fields }] });

describe('a definition', () => {
  it('with every supported state type and field compiles', () => {
    const states = {
      Wait: { Type: 'Wait', Comment: 'c', SecondsPath: '$.a[0]', InputPath: "$['b c']", OutputPath: '$', Next: 'Call' },
      Call: task('f', {
        Parameters: { 'id.$': '$$.Execution.Id', 'deep.$': '$$.Execution.Input.a.b', list: [{ 'x.$': '$' }] },
        ResultSelector: { 'y.$': '$.y' },
        ResultPath: '$.step',
        TimeoutSecondsPath: '$.t',
        Retry: [
          {
            ErrorEquals: ['A'],
            IntervalSeconds: 1,
            MaxAttempts: 0,
            BackoffRate: 1,
            MaxDelaySeconds: 9,
            JitterStrategy: 'FULL',
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }],
        Next: 'Ask',
      }),
      Ask: tokenTask('f', { ResultPath: null, TimeoutSeconds: 9, HeartbeatSeconds: 8, Next: 'Pick' }),
      Pick: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Over' }], Default: 'Shape' },
      Shape: { Type: 'Pass', Result: 1, ResultPath: '$.p', Next: 'Over' },
      Over: end,
      Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
    };
    expect(faultsOf(states, { Comment: 'c', Version: '1.0', QueryLanguage: 'JSONPath', TimeoutSeconds: 9 })).toEqual(
      [],
    );
  });

  it('with several faults is rejected with all of them', () => {
    const states = {
      A: { Type: 'Pass', Next: 'Nowhere', Nonsense: 1 },
      B: { Type: 'Parallel', Branches: [] },
    };
    expect(faultsOf(states, { TimeoutSeconds: 0 })).toEqual([
      ' TimeoutSeconds: must be a whole number from 1 to 99999999',
      'A Nonsense: is not supported here',
      'B Type: must be one of Task, Wait, Choice, Pass, Succeed, Fail',
      'A Next: there is no state "Nowhere"',
      'B : is unreachable',
    ]);
  });

  it.each([
    ['starts at a missing state', { A: end }, { StartAt: 'B' }, ' StartAt: there is no state "B"'],
    ['has no states', {}, { StartAt: 'A', States: undefined }, ' States: must be an object'],
    ['uses JSONata', { A: end }, { QueryLanguage: 'JSONata' }, ' QueryLanguage: must be JSONPath'],
    ['has another version', { A: end }, { Version: '2.0' }, ' Version: must be "1.0"'],
    ['has an unsupported field', { A: end }, { ProcessorConfig: {} }, ' ProcessorConfig: is not supported here'],
    ['has a state that is not an object', { A: 1 }, {}, 'A : must be an object'],
    [
      'has a Default with a missing state',
      { A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'A' }], Default: 'B' } },
      {},
      'A Default: there is no state "B"',
    ],
    [
      'has a rule with a missing state',
      { A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'B' }] } },
      {},
      'A Choices[0].Next: there is no state "B"',
    ],
    ['has no choices', { A: { Type: 'Choice', Choices: [] } }, {}, 'A Choices: must not be empty'],
    [
      'has a Wait with two ends',
      { A: { Type: 'Wait', Seconds: 1, SecondsPath: '$.a', End: true } },
      {},
      'A SecondsPath: cannot be combined with Seconds',
    ],
    [
      'has a Wait without an end',
      { A: { Type: 'Wait', End: true } },
      {},
      'A Type: a Wait state needs exactly one of Seconds, SecondsPath, Timestamp, TimestampPath',
    ],
    [
      'has a lower-case timestamp',
      { A: { Type: 'Wait', Timestamp: '2026-12-01t15:00:00z', End: true } },
      {},
      'A Timestamp: must be a timestamp such as 2026-12-01T15:00:00Z',
    ],
    ['gives a Fail an input', { A: { Type: 'Fail', InputPath: '$.a' } }, {}, 'A InputPath: is not supported here'],
    [
      'gives a Fail two errors',
      { A: { Type: 'Fail', Error: 'a', ErrorPath: '$.a' } },
      {},
      'A ErrorPath: cannot be combined with Error',
    ],
    ['gives a Succeed a Next', { A: { ...end, Next: 'A' } }, {}, 'A Next: is not supported here'],
    [
      'reads a token in a Pass',
      { A: { Type: 'Pass', Parameters: { 'a.$': '$$.Task.Token' }, End: true } },
      {},
      'A Parameters: $$.Task.Token is available only in the Parameters of a waitForTaskToken task',
    ],
  ])('that %s is rejected', (_what, states, machine, fault) => {
    expect(faultsOf(states, machine)).toContain(fault);
  });

  it.each([
    ['a resource of another service', { Resource: 'arn:aws:states:::sqs:sendMessage' }, 'Resource'],
    ['neither Next nor End', { End: false }, 'Next'],
    ['both Next and End', { Next: 'A' }, 'Next'],
    ['a recursive path', { InputPath: '$..a' }, 'InputPath'],
    ['a wildcard path', { OutputPath: '$.a[*]' }, 'OutputPath'],
    ['a path without $', { OutputPath: 'a' }, 'OutputPath'],
    ['an unknown context field', { InputPath: '$$.Execution.RoleArn' }, 'InputPath'],
    ['a field below a plain context field', { InputPath: '$$.State.Name.x' }, 'InputPath'],
    ['the whole context object', { Parameters: { 'a.$': '$$' } }, 'Parameters.a.$'],
    ['a ResultPath into the context', { ResultPath: '$$.Execution.Input' }, 'ResultPath'],
    ['a ResultPath into a list', { ResultPath: '$.a[0]' }, 'ResultPath'],
    ['an intrinsic function', { Parameters: { a: { 'b.$': 'States.UUID()' } } }, 'Parameters.a.b.$'],
    ['a template path that is not a string', { Parameters: { 'b.$': 1 } }, 'Parameters.b.$'],
    ['a key with and without a path', { Parameters: { 'b.$': '$', b: 1 } }, 'Parameters.b.$'],
    ['a token without a token task', { Parameters: { 'b.$': '$$.Task.Token' } }, 'Parameters'],
    ['a token in its ResultSelector', { ResultSelector: { 'b.$': '$$.Task.Token' } }, 'ResultSelector'],
    ['a token as its input', { InputPath: '$$.Task.Token' }, 'InputPath'],
    ['heartbeats from a plain function', { HeartbeatSeconds: 5 }, 'HeartbeatSeconds'],
    ['a fraction of a second', { TimeoutSeconds: 1.5 }, 'TimeoutSeconds'],
    ['a time-out twice', { TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }, 'TimeoutSecondsPath'],
    ['a Retry that is not a list', { Retry: {} }, 'Retry'],
    ['a Retry of non-objects', { Retry: [1] }, 'Retry[0]'],
    ['a Retry without errors', { Retry: [{ ErrorEquals: [] }] }, 'Retry[0].ErrorEquals'],
    ['an interval of zero', retry({ IntervalSeconds: 0 }), 'Retry[0].IntervalSeconds'],
    ['negative attempts', retry({ MaxAttempts: -1 }), 'Retry[0].MaxAttempts'],
    ['a backoff rate below 1', retry({ BackoffRate: 0.5 }), 'Retry[0].BackoffRate'],
    ['a delay cap below the interval', retry({ IntervalSeconds: 5, MaxDelaySeconds: 5 }), 'Retry[0].MaxDelaySeconds'],
    ['an unknown jitter', retry({ JitterStrategy: 'HALF' }), 'Retry[0].JitterStrategy'],
    ['an unknown field of a Retry', retry({ Jitter: true }), 'Retry[0].Jitter'],
    ['a misspelt reserved error', { Retry: [{ ErrorEquals: ['States.TimeOut'] }] }, 'Retry[0].ErrorEquals'],
    ['a Catch for States.Runtime', { Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'A' }] }, 'Catch[0].ErrorEquals'],
    [
      'States.ALL with another name',
      { Catch: [{ ErrorEquals: ['States.ALL', 'Boom'], Next: 'A' }] },
      'Catch[0].ErrorEquals',
    ],
    [
      'States.ALL before another entry',
      { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Boom'] }] },
      'Retry[0].ErrorEquals',
    ],
    ['a Catch without a Next', { Catch: [{ ErrorEquals: ['Boom'] }] }, 'Catch[0].Next'],
    ['a Catch with a missing state', { Catch: [{ ErrorEquals: ['Boom'], Next: 'Z' }] }, 'Catch[0].Next'],
  ])('with a task that has %s is rejected', (_what, fields, field) => {
    expect(taskFaults(fields).map((fault) => fault.split(':')[0])).toContain(`A ${field}`);
  });

  it.each([
    [
      'does not pass its token',
      { Parameters: { FunctionName: functionArn('f'), Payload: { token: '$$.Task.Token' } } },
      'Parameters.Payload',
    ],
    ['has no parameters', { Parameters: undefined }, 'Parameters'],
    ['has no function name', { Parameters: { Payload: { 'a.$': '$$.Task.Token' } } }, 'Parameters.FunctionName'],
    [
      'has a path to its function name',
      { Parameters: { 'FunctionName.$': '$.f', Payload: { 'a.$': '$$.Task.Token' } } },
      'Parameters.FunctionName.$',
    ],
    [
      'has a heartbeat interval as long as its time-out',
      { TimeoutSeconds: 60, HeartbeatSeconds: 60 },
      'HeartbeatSeconds',
    ],
    ['uses another service', { Resource: INVOKE_AND_WAIT.replace('lambda:invoke', 'sqs:sendMessage') }, 'Resource'],
  ])('with a token task that %s is rejected', (_what, fields, field) => {
    const states = JSON.parse(JSON.stringify({ A: { ...tokenTask('f'), ...fields } }));
    expect(faultsOf(states).map((fault) => fault.split(':')[0])).toContain(`A ${field}`);
  });

  it.each([
    ['two operators', { Variable: '$', IsNull: true, IsString: true }],
    ['no operator', { Variable: '$' }],
    ['an unknown operator', { Variable: '$', StringIs: 'a' }],
    ['an operator on the wrong type', { Variable: '$', NumericEquals: '1' }],
    ['an order of booleans', { Variable: '$', BooleanLessThan: true }],
    ['no variable', { IsNull: true }],
    ['an empty And', { And: [] }],
    ['a nested fault', { Not: { Or: [{ Variable: '$..x', IsNull: true }] } }],
    ['a nested Next', { Not: { Variable: '$', IsNull: true, Next: 'B' } }],
    ['a test without a boolean', { Variable: '$', IsPresent: 'yes' }],
  ])('with a rule that has %s is rejected', (_what, rule) => {
    expect(faultsOf({ A: { Type: 'Choice', Choices: [{ ...rule, Next: 'B' }] }, B: end })).not.toEqual([]);
  });
});
