import type { Context } from './context.ts';
import { StateFault } from './errors.ts';
import type { Fields } from './fields.ts';
import { parseTimestamp } from './json.ts';
import type { Path } from './paths.ts';

/** Returns whether a choice rule matches. Throws StateFault (States.Runtime) when a path finds no value. */
export type Condition = (data: unknown, context: Context) => boolean;

type Comparable = string | number | boolean;
type Order = (a: Comparable, b: Comparable) => boolean;
/** Returns the value in comparable form; undefined when it has another type. */
type Cast = (value: unknown) => Comparable | undefined;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

const CASTS: Readonly<Record<string, Cast>> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  Timestamp: parseTimestamp,
};

const COMPARISONS = new Map(
  Object.entries(CASTS).flatMap(([type, cast]) =>
    Object.entries(ORDERS)
      .filter(([order]) => type !== 'Boolean' || order === 'Equals')
      .map(([order, compare]) => [type + order, { cast, compare }] as const),
  ),
);

const TYPE_TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => parseTimestamp(value) !== undefined,
};

const NEVER: Condition = () => false;

// On AWS a missing Variable fails the execution; only IsPresent accepts one.
function requireValue(path: Path, data: unknown, context: Context): unknown {
  const value = path.find(data, context);
  if (value !== undefined) return value;
  const cause = `Invalid path '${path.text}': The choice state's condition path references an invalid value.`;
  throw new StateFault('States.Runtime', cause);
}

/** `*` matches any characters; `\\*` and `\\\\` match themselves (States Language, "StringMatches"). */
function wildcardRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|\*|[^*\\]+|\\/g, (part, escaped: string | undefined) => {
    if (part === '*') return '.*';
    return (escaped ?? part).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

function compileComparison(rule: Fields, operator: string, variable: Path): Condition | undefined {
  const byPath = operator.endsWith('Path');
  const comparison = COMPARISONS.get(byPath ? operator.slice(0, -'Path'.length) : operator);
  if (comparison === undefined) return undefined;
  const { cast, compare } = comparison;
  // Values of different types never match (States Language, "Choice Rules").
  const holds = (a: Comparable | undefined, b: Comparable | undefined): boolean =>
    a !== undefined && b !== undefined && compare(a, b);
  if (byPath) {
    const other = rule.path(operator);
    if (other === undefined) return NEVER;
    return (data, context) =>
      holds(cast(requireValue(variable, data, context)), cast(requireValue(other, data, context)));
  }
  const literal = cast(rule.take(operator));
  if (literal === undefined) rule.fault(operator, 'has a value of the wrong type');
  return (data, context) => holds(cast(requireValue(variable, data, context)), literal);
}

function compileTest(rule: Fields, operator: string, variable: Path): Condition | undefined {
  if (operator === 'StringMatches') {
    const pattern = wildcardRegExp(rule.text(operator) ?? '');
    return (data, context) => {
      const value = requireValue(variable, data, context);
      return typeof value === 'string' && pattern.test(value);
    };
  }
  if (operator === 'IsPresent') {
    const expected = rule.flag(operator);
    return (data, context) => (variable.find(data, context) !== undefined) === expected;
  }
  const test = TYPE_TESTS[operator];
  if (test === undefined) return compileComparison(rule, operator, variable);
  const expected = rule.flag(operator);
  return (data, context) => test(requireValue(variable, data, context)) === expected;
}

function compileNested(rule: Fields, operator: string): Condition | undefined {
  if (operator === 'Not') {
    const inner = rule.object(operator);
    const condition = inner ? compileRule(inner) : NEVER;
    return (data, context) => !condition(data, context);
  }
  if (operator !== 'And' && operator !== 'Or') return undefined;
  const conditions = rule.objects(operator).map(compileRule);
  if (conditions.length === 0) rule.fault(operator, 'must not be empty');
  return operator === 'And'
    ? (data, context) => conditions.every((condition) => condition(data, context))
    : (data, context) => conditions.some((condition) => condition(data, context));
}

/** Compiles a rule: And, Or, Not over rules, or one operator on a Variable. The caller reads `Next` first. */
export function compileRule(rule: Fields): Condition {
  rule.text('Comment');
  const operators = rule.names.filter((name) => !['Variable', 'Next', 'Comment'].includes(name));
  const [operator] = operators;
  if (operator === undefined || operators.length > 1) {
    rule.fault('', 'a rule needs exactly one operator');
    return NEVER;
  }
  let condition = compileNested(rule, operator);
  if (condition === undefined) {
    const variable = rule.path('Variable');
    if (variable === undefined && !rule.has('Variable')) rule.fault('Variable', 'is missing');
    condition = variable && compileTest(rule, operator, variable);
  }
  rule.reportUnknown();
  return condition ?? NEVER;
}
