import type { Context } from './context.ts';
import type { Fields } from './fields.ts';
import { isObject, type JsonObject } from './json.ts';
import { parsePath, valueAt } from './paths.ts';

/** A compiled payload template (Parameters, ResultSelector). Parts without paths are shared, not copied. */
export interface Template {
  readonly readsToken: boolean;
  /** Throws StateFault (States.Runtime) when a path finds no value. */
  render(data: unknown, context: Context): unknown;
}

/** A child that contains a path; `key` is a field name or an index. */
type Child = readonly [key: string, template: Template];

function compilePath(where: string, value: unknown, fields: Fields): Template | undefined {
  const path = typeof value === 'string' ? parsePath(value) : undefined;
  if (path !== undefined) {
    return { readsToken: path.readsToken, render: (data, context) => valueAt(path, where, data, context) };
  }
  const isIntrinsic = typeof value === 'string' && value.startsWith('States.');
  fields.fault(where, isIntrinsic ? 'intrinsic functions are not supported' : 'is not a supported path');
  return undefined;
}

function readsToken(children: readonly Child[]): boolean {
  return children.some(([, template]) => template.readsToken);
}

function compileList(where: string, list: readonly unknown[], fields: Fields): Template | undefined {
  const children = list.flatMap((item, index): Child[] => {
    const template = compile(`${where}[${index}]`, item, fields);
    return template ? [[String(index), template]] : [];
  });
  if (children.length === 0) return undefined;
  return {
    readsToken: readsToken(children),
    render: (data, context) => {
      const rendered = [...list];
      for (const [index, template] of children) rendered[Number(index)] = template.render(data, context);
      return rendered;
    },
  };
}

function compileObject(where: string, object: JsonObject, fields: Fields): Template | undefined {
  const constants: JsonObject = {};
  const children: Child[] = [];
  for (const [key, value] of Object.entries(object)) {
    const isPath = key.endsWith('.$');
    const name = isPath ? key.slice(0, -2) : key;
    if (isPath && Object.hasOwn(object, name)) fields.fault(`${where}.${key}`, `"${name}" is defined twice`);
    const template = (isPath ? compilePath : compile)(`${where}.${key}`, value, fields);
    if (template) children.push([name, template]);
    else constants[name] = value;
  }
  if (children.length === 0) return undefined;
  return {
    readsToken: readsToken(children),
    render: (data, context) => {
      const rendered = { ...constants };
      for (const [key, template] of children) rendered[key] = template.render(data, context);
      return rendered;
    },
  };
}

/** Undefined for a constant. */
function compile(where: string, value: unknown, fields: Fields): Template | undefined {
  if (Array.isArray(value)) return compileList(where, value, fields);
  return isObject(value) ? compileObject(where, value, fields) : undefined;
}

/** Compiles the template in a field; undefined when the field is absent. */
export function compileTemplate(fields: Fields, name: string): Template | undefined {
  const value = fields.take(name);
  if (value === undefined) return undefined;
  return compile(name, value, fields) ?? { readsToken: false, render: () => value };
}
