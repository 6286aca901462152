import { compileRule } from './choice.ts';
import { compileTask } from './compile-task.ts';
import type { Context } from './context.ts';
import { StateFault } from './errors.ts';
import type { Fields } from './fields.ts';
import { parseInstant } from './instants.ts';
import type { ChoiceState, FailState, PassState, State, SucceedState, WaitState } from './model.ts';
import { valueAt, WHOLE } from './paths.ts';
import { compileSeconds } from './seconds.ts';
import { compileTemplate } from './templates.ts';

/** A state without what all states share. */
type Own<S extends State> = S extends State ? Omit<S, 'name' | 'input'> : never;

const WAITS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

function compileUntil(fields: Fields): WaitState['until'] {
  if (WAITS.filter((name) => fields.has(name)).length !== 1)
    fields.fault('Type', `a Wait needs exactly one of ${WAITS.join(', ')}`);
  const seconds = compileSeconds(fields, 'Seconds', 0);
  const literal = fields.text('Timestamp');
  const instant = parseInstant(literal);
  if (literal !== undefined && instant === undefined) fields.fault('Timestamp', 'must be like 2026-12-01T15:00:00Z');
  const path = fields.path('TimestampPath');
  return (input, context) => {
    if (seconds !== undefined) return context.enteredAt + seconds(input, context) * 1000;
    const until = path === undefined ? instant : parseInstant(valueAt(path, 'TimestampPath', input, context));
    if (until === undefined)
      throw new StateFault('States.Runtime', `TimestampPath '${path?.text}' is not a timestamp.`);
    return until;
  };
}

function compileWait(fields: Fields): Own<WaitState> {
  return { type: 'Wait', until: compileUntil(fields), output: fields.wholeOrPath('OutputPath'), next: fields.next() };
}

function compileChoice(fields: Fields): Own<ChoiceState> {
  const rules = fields
    .objects('Choices')
    .map((rule) => ({ next: rule.requiredTarget('Next'), matches: compileRule(rule) }));
  if (rules.length === 0) fields.fault('Choices', 'must not be empty');
  return { type: 'Choice', rules, otherwise: fields.target('Default'), output: fields.wholeOrPath('OutputPath') };
}

function compileResult(fields: Fields): PassState['result'] {
  const result = fields.take('Result');
  const parameters = compileTemplate(fields, 'Parameters');
  if (parameters?.readsToken) fields.fault('Parameters', 'only a waitForTaskToken task knows $$.Task.Token');
  if (result !== undefined) return () => result;
  return (input, context) => (parameters === undefined ? input : parameters.render(input, context));
}

function compilePass(fields: Fields): Own<PassState> {
  return {
    type: 'Pass',
    result: compileResult(fields),
    place: fields.place('ResultPath'),
    output: fields.wholeOrPath('OutputPath'),
    next: fields.next(),
  };
}

function compileSucceed(fields: Fields): Own<SucceedState> {
  return { type: 'Succeed', output: fields.wholeOrPath('OutputPath') };
}

/** `NAME` or `NAMEPath`, which must find a string. */
function compileText(fields: Fields, name: string): FailState['error'] {
  const literal = fields.text(name);
  const field = `${name}Path`;
  const path = fields.path(field);
  if (fields.has(name) && fields.has(field)) fields.fault(field, `must not stand beside ${name}`);
  return (input: unknown, context: Context) => {
    const value = path === undefined ? literal : valueAt(path, field, input, context);
    if (value === undefined || typeof value === 'string') return value;
    throw new StateFault('States.Runtime', `${field} '${path?.text}' is not a string.`);
  };
}

function compileFail(fields: Fields): Own<FailState> {
  return { type: 'Fail', error: compileText(fields, 'Error'), cause: compileText(fields, 'Cause') };
}

const COMPILERS = new Map<unknown, (fields: Fields) => Own<State>>([
  ['Task', compileTask],
  ['Wait', compileWait],
  ['Choice', compileChoice],
  ['Pass', compilePass],
  ['Succeed', compileSucceed],
  ['Fail', compileFail],
]);

/** Compiles one state; undefined when its type is not known. Faults go to the findings of `fields`. */
export function compileState(name: string, fields: Fields): State | undefined {
  const compile = COMPILERS.get(fields.take('Type'));
  if (compile === undefined) {
    fields.fault('Type', `must be one of ${[...COMPILERS.keys()].join(', ')}`);
    return undefined;
  }
  fields.text('Comment');
  // A Fail state has no InputPath (States Language, "Table of state types and fields").
  const input = compile === compileFail ? WHOLE : fields.wholeOrPath('InputPath');
  const state: State = { name, input, ...compile(fields) };
  fields.close();
  return state;
}
