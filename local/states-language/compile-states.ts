import { compileRule } from './choice.ts';
import { compileTask, NO_TOKEN } from './compile-task.ts';
import type { Context } from './context.ts';
import { StateFault } from './errors.ts';
import type { Fields } from './fields.ts';
import { parseTimestamp } from './json.ts';
import type { ChoiceState, FailState, PassState, State, SucceedState, WaitState } from './model.ts';
import { valueAt, WHOLE_INPUT } from './paths.ts';
import { compileTemplate } from './templates.ts';

/** The fields of a state apart from the ones that every state has. */
type SpecificFields<S extends State> = S extends State ? Omit<S, 'name' | 'input'> : never;

const WAIT_FIELDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

function compileWaitEnd(fields: Fields): WaitState['until'] {
  if (WAIT_FIELDS.filter((name) => fields.has(name)).length !== 1)
    fields.fault('Type', `a Wait state needs exactly one of ${WAIT_FIELDS.join(', ')}`);
  const seconds = fields.seconds('Seconds', 0);
  const literal = fields.text('Timestamp');
  const instant = parseTimestamp(literal);
  if (literal !== undefined && instant === undefined)
    fields.fault('Timestamp', 'must be a timestamp such as 2026-12-01T15:00:00Z');
  const path = fields.path('TimestampPath');
  return (input, context) => {
    if (seconds !== undefined) return context.enteredAt + seconds(input, context) * 1000;
    const until = path === undefined ? instant : parseTimestamp(valueAt(path, 'TimestampPath', input, context));
    if (until === undefined)
      throw new StateFault('States.Runtime', `TimestampPath '${path?.text}' is not a timestamp.`);
    return until;
  };
}

function compileWait(fields: Fields): SpecificFields<WaitState> {
  return {
    type: 'Wait',
    until: compileWaitEnd(fields),
    output: fields.inputOrOutputPath('OutputPath'),
    next: fields.next(),
  };
}

function compileChoice(fields: Fields): SpecificFields<ChoiceState> {
  const rules = fields
    .objects('Choices')
    .map((rule) => ({ next: rule.requiredTarget('Next'), matches: compileRule(rule) }));
  if (rules.length === 0) fields.fault('Choices', 'must not be empty');
  return {
    type: 'Choice',
    rules,
    defaultNext: fields.target('Default'),
    output: fields.inputOrOutputPath('OutputPath'),
  };
}

function compileResult(fields: Fields): PassState['result'] {
  const result = fields.take('Result');
  const parameters = compileTemplate(fields, 'Parameters');
  if (parameters?.readsToken) fields.fault('Parameters', NO_TOKEN);
  if (result !== undefined) return () => result;
  return (input, context) => (parameters === undefined ? input : parameters.render(input, context));
}

function compilePass(fields: Fields): SpecificFields<PassState> {
  return {
    type: 'Pass',
    result: compileResult(fields),
    placeResult: fields.resultPath('ResultPath'),
    output: fields.inputOrOutputPath('OutputPath'),
    next: fields.next(),
  };
}

function compileSucceed(fields: Fields): SpecificFields<SucceedState> {
  return { type: 'Succeed', output: fields.inputOrOutputPath('OutputPath') };
}

/** Compiles `NAME` or `NAMEPath`; the path must find a string. */
function compileText(fields: Fields, name: string): FailState['error'] {
  const literal = fields.text(name);
  const field = `${name}Path`;
  const path = fields.path(field);
  if (fields.has(name) && fields.has(field)) fields.fault(field, `cannot be combined with ${name}`);
  return (input: unknown, context: Context) => {
    const value = path === undefined ? literal : valueAt(path, field, input, context);
    if (value === undefined || typeof value === 'string') return value;
    throw new StateFault('States.Runtime', `${field} '${path?.text}' is not a string.`);
  };
}

function compileFail(fields: Fields): SpecificFields<FailState> {
  return { type: 'Fail', error: compileText(fields, 'Error'), cause: compileText(fields, 'Cause') };
}

const COMPILERS = new Map<unknown, (fields: Fields) => SpecificFields<State>>([
  ['Task', compileTask],
  ['Wait', compileWait],
  ['Choice', compileChoice],
  ['Pass', compilePass],
  ['Succeed', compileSucceed],
  ['Fail', compileFail],
]);

/** Compiles one state; undefined when its type is not supported. Faults are added to the findings of `fields`. */
export function compileState(name: string, fields: Fields): State | undefined {
  const compile = COMPILERS.get(fields.take('Type'));
  if (compile === undefined) {
    fields.fault('Type', `must be one of ${[...COMPILERS.keys()].join(', ')}`);
    return undefined;
  }
  fields.text('Comment');
  // A Fail state has no InputPath (States Language, "Table of state types and fields").
  const input = compile === compileFail ? WHOLE_INPUT : fields.inputOrOutputPath('InputPath');
  const state: State = { name, input, ...compile(fields) };
  fields.reportUnknown();
  return state;
}
