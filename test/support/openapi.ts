import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openapiDocument } from '../../steps/api/http/openapi-document.ts';

interface Described {
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { readonly schema: Record<string, unknown> }> }
  >;
}

const document = openapiDocument() as { paths: Record<string, Record<string, Described>>; components: unknown };
const ajv = new Ajv2020({ strict: false, code: { optimize: false } });
const validators = new Map<object, ValidateFunction>();

/** Compiles each schema once, which takes longer than a request. */
function validatorOf(schema: Record<string, unknown>): ValidateFunction {
  const known = validators.get(schema) ?? ajv.compile({ ...schema, components: document.components });
  validators.set(schema, known);
  return known;
}

const paths = Object.entries(document.paths).map(([path, operations]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  operations,
}));

/** Throws unless the OpenAPI document has this response: its status, content type and schema. Ignores unknown routes. */
export function requireDescribed(method: string, path: string, response: Response, text: string): void {
  const operation = paths.find(({ pattern }) => pattern.test(path.split('?')[0]!))?.operations[method.toLowerCase()];
  if (!operation) return;
  const where = `${method} ${path} -> ${response.status}`;
  const described = operation.responses[String(response.status)];
  if (!described) throw new Error(`${where} is not in the OpenAPI document`);
  if (!described.content) {
    if (text !== '') throw new Error(`${where} must not have a body`);
    return;
  }
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const schema = described.content[type]?.schema;
  if (!schema) throw new Error(`${where} has the content type ${type}, which is not in the OpenAPI document`);
  const validate = validatorOf(schema);
  if (!validate(JSON.parse(text)))
    throw new Error(`${where} does not match the OpenAPI document: ${ajv.errorsText(validate.errors)}`);
}
