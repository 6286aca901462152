import { StateFault } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Seconds } from './model.ts';
import { valueAt } from './paths.ts';
import { MAX_COUNT } from './quotas.ts';

/**
 * Compiles `NAME` or `NAMEPath`; undefined when neither is there. The path is read from the state's input after InputPath and before
 * Parameters; a value that is no whole number from `min` up is States.Runtime.
 */
export function compileSeconds(fields: Fields, name: string, min: number): Seconds | undefined {
  const literal = fields.integer(name, min, MAX_COUNT);
  const field = `${name}Path`;
  const path = fields.path(field);
  if (fields.has(name) && fields.has(field)) fields.fault(field, `must not stand beside ${name}`);
  if (literal !== undefined) return () => literal;
  if (path === undefined) return undefined;
  return (input, context) => {
    const value = valueAt(path, field, input, context);
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= MAX_COUNT) return Number(value);
    throw new StateFault(
      'States.Runtime',
      `${field} '${path.text}' is not a whole number from ${min} to ${MAX_COUNT}.`,
    );
  };
}
