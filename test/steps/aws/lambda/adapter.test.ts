import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import {
  adapter,
  arn,
  json,
  list,
  matching,
  number,
  oneOf,
  optional,
  type Parser,
  text,
  type Tools,
} from '../../../../steps/aws/lambda/adapter.ts';
import { silentLog } from '../../../support/memory/fixed.ts';
import { systemClock } from '../../../../steps/aws/lambda/on-lambda.ts';

const tools: Tools = { clock: systemClock, log: silentLog, traced: (client) => client };

describe('parsers', () => {
  it.each<[string, Parser<unknown>, string | undefined, unknown]>([
    ['text', text, 'anything', 'anything'],
    ['arn', arn, 'arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m', expect.any(String)],
    ['list', list(text), 'a, b ,c', ['a', 'b', 'c']],
    ['number', number({ min: 0 }), '0.0416', 0.0416],
    ['whole number', number({ min: 1, whole: true }), '50', 50],
    ['one of', oneOf(['jitsi', 'ami']), 'ami', 'ami'],
    ['matching', matching(/^a+$/, 'some a'), 'aaa', 'aaa'],
    ['json', json(z.object({ a: z.int() })), '{"a":1}', { a: 1 }],
    ['optional, given', optional(text, 'else'), 'given', 'given'],
    ['optional, left out', optional(text, 'else'), undefined, 'else'],
  ])('parse %s', (_name, parse, given, value) => {
    expect(parse(given)).toEqual({ value });
  });

  it.each<[string, Parser<unknown>, string | undefined, string]>([
    ['text', text, undefined, 'is missing'],
    ['arn', arn, 'states:m', 'is not an ARN'],
    ['list', list(text), ',', 'has an item that is missing'],
    ['list of words', list(oneOf(['room'])), 'room,hall', 'has an item that is not one of room'],
    ['number', number({ min: 0 }), '1e3', 'is not a number of at least 0'],
    ['number below', number({ min: 1 }), '0', 'is not a number of at least 1'],
    ['whole number', number({ min: 1, whole: true }), '1.5', 'is not a whole number of at least 1'],
    ['hexadecimal', number({ min: 1 }), '0x10', 'is not a number of at least 1'],
    ['one of', oneOf(['jitsi', 'ami']), 'zoom', 'is not one of jitsi, ami'],
    ['matching', matching(/^a+$/, 'some a'), 'b', 'is not some a'],
    ['not JSON', json(z.object({})), '{', 'is not JSON'],
    ['optional, malformed', optional(arn, undefined), 'x', 'is not an ARN'],
  ])('report the fault of %s', (_name, parse, given, fault) => {
    expect(parse(given)).toEqual({ fault });
  });

  it('report the path of a fault in JSON', () => {
    const parse = json(z.object({ a: z.object({ b: z.int() }) }));
    expect(parse('{"a":{"b":"x"}}')).toEqual({ fault: expect.stringContaining('a.b:') });
    expect(parse('5')).toEqual({ fault: expect.stringContaining('it:') });
  });
});

describe('an adapter', () => {
  const one = adapter({ NAME: text, SIZE: number({ min: 0 }) }, (env) => `${env.NAME} of ${env.SIZE + 1}`);

  it('is created from its variables', () => {
    const { faults, make } = one.configure({ NAME: 'n', SIZE: '1', OTHER: 'x' });
    expect(faults).toEqual([]);
    expect(make(tools)).toBe('n of 2');
  });

  it('reports all faults together; an empty variable is missing', () => {
    expect(one.configure({ NAME: '', SIZE: 'big' }).faults).toEqual([
      'NAME is missing',
      'SIZE is not a number of at least 0',
    ]);
  });

  it('never reports the text of a variable, which may be a secret', () => {
    expect(one.configure({ NAME: 'n', SIZE: 'hunter2' }).faults.join()).not.toContain('hunter2');
  });
});
