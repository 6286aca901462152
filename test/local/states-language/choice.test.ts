import { describe, expect, it } from '@jest/globals';
import { Harness } from './harness.ts';

/** The result of a Choice with one rule: true, false, or the name of the error. */
async function evaluate(rule: object, input: unknown): Promise<unknown> {
  const harness = new Harness({
    A: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Pass', Result: true, End: true },
    No: { Type: 'Pass', Result: false, End: true },
  });
  const { output, error } = await harness.runToEnd(input);
  return error ?? output;
}

const v = { Variable: '$.v' };
const noon = '2026-12-01T12:00:00Z';
const alsoNoon = '2026-12-01T13:00:00+01:00';
const later = '2026-12-01T12:00:00.001Z';

describe('a choice rule', () => {
  it.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'b', false],
    ['StringEquals', '1', 1, false],
    ['StringLessThan', 'b', 'a', true],
    ['StringLessThan', 'a', 'a', false],
    ['StringLessThanEquals', 'a', 'a', true],
    ['StringGreaterThan', 'B', 'a', true],
    ['StringGreaterThanEquals', 'b', 'a', false],
    ['NumericEquals', 1, 1.0, true],
    ['NumericEquals', 1, '1', false],
    ['NumericLessThan', 2, 1, true],
    ['NumericLessThan', 2, null, false],
    ['NumericLessThanEquals', 2, 2, true],
    ['NumericGreaterThan', 2, 2, false],
    ['NumericGreaterThanEquals', 2, 2, true],
    ['BooleanEquals', false, false, true],
    ['BooleanEquals', false, null, false],
    ['TimestampEquals', noon, alsoNoon, true],
    ['TimestampEquals', noon, 'noon', false],
    ['TimestampLessThan', later, noon, true],
    ['TimestampLessThanEquals', noon, alsoNoon, true],
    ['TimestampGreaterThan', noon, later, true],
    ['TimestampGreaterThanEquals', later, noon, false],
  ])('%s %j, value %j: %j, also with a path', async (operator, operand, value, expected) => {
    expect(await evaluate({ ...v, [operator]: operand }, { v: value })).toBe(expected);
    expect(await evaluate({ ...v, [`${operator}Path`]: '$.w' }, { v: value, w: operand })).toBe(expected);
  });

  it.each([
    ['log-*.txt', 'log-1.txt', true],
    ['log-*.txt', 'log-.txt', true],
    ['log-*.txt', 'log-1xtxt', false],
    ['*', '', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a\\\\*', 'a\\b', true],
    ['a+(b)', 'a+(b)', true],
    ['a', 'ab', false],
    ['a*c', 'a\nc', true],
    ['*', 5, false],
  ])('StringMatches %j, value %j: %j', async (StringMatches, value, expected) => {
    expect(await evaluate({ ...v, StringMatches }, { v: value })).toBe(expected);
  });

  it.each([
    ['IsNull', null, 0],
    ['IsString', 'a', 1],
    ['IsNumeric', 1, '1'],
    ['IsBoolean', false, null],
    ['IsTimestamp', noon, '2026-12-01'],
  ])('%s matches %j and does not match %j', async (operator, yes, no) => {
    expect(await evaluate({ ...v, [operator]: true }, { v: yes })).toBe(true);
    expect(await evaluate({ ...v, [operator]: true }, { v: no })).toBe(false);
    expect(await evaluate({ ...v, [operator]: false }, { v: no })).toBe(true);
  });

  it('IsPresent accepts a missing variable; null counts as present', async () => {
    expect(await evaluate({ ...v, IsPresent: true }, { v: null })).toBe(true);
    expect(await evaluate({ ...v, IsPresent: true }, {})).toBe(false);
    expect(await evaluate({ ...v, IsPresent: false }, {})).toBe(true);
  });

  it.each([
    ['a comparison', { ...v, StringEquals: 'a' }],
    ['a test of the type', { ...v, IsNull: true }],
    ['a path to compare with', { Variable: '$', StringEqualsPath: '$.v' }],
  ])('with a missing variable fails the execution: %s', async (_what, rule) => {
    expect(await evaluate(rule, {})).toBe('States.Runtime');
  });

  it('And, Or and Not can be nested, and stop at the first decisive rule', async () => {
    const present = { ...v, IsPresent: true };
    const positive = { ...v, NumericGreaterThan: 0 };
    expect(await evaluate({ And: [present, positive] }, { v: 1 })).toBe(true);
    expect(await evaluate({ And: [present, positive] }, {})).toBe(false);
    expect(await evaluate({ Or: [{ Not: present }, positive] }, {})).toBe(true);
    expect(await evaluate({ Or: [{ Not: present }, positive] }, { v: 0 })).toBe(false);
  });

  it('can read the context object', async () => {
    expect(await evaluate({ Variable: '$$.Execution.Name', StringEquals: 'm-1' }, {})).toBe(true);
  });
});

describe('a Choice', () => {
  const rules = [
    { Variable: '$.v', NumericGreaterThan: 1, Next: 'Big' },
    { Variable: '$.v', NumericGreaterThan: 0, Next: 'Small' },
  ];
  const states = { A: { Type: 'Choice', Choices: rules }, Big: { Type: 'Succeed' }, Small: { Type: 'Succeed' } };

  it('takes the first rule that matches', async () => {
    const harness = new Harness(states);
    await harness.runToEnd({ v: 2 });
    expect(harness.history.map(({ state }) => state)).toContain('Big');
  });

  it('fails without a matching rule and without a Default', async () => {
    expect(await new Harness(states).runToEnd({ v: 0 })).toMatchObject({
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
    });
  });
});
