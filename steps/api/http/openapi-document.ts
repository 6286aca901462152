import * as z from 'zod/mini';
import type { RouteSpec } from '../route-spec.ts';
import { type RouteHeader, ROUTES } from '../routes.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { problem } from './response-schemas.ts';
import { meetingEvent } from './webhook-schemas.ts';

type Schema = Record<string, unknown>;

/** Problems of every route: API Gateway returns them before or in place of the function's response. */
const ALWAYS = [400, 429, 431, 500, 502, 504];
/** Of routes of organisers: no valid credentials, no role, and an issuer that cannot be reached. */
const OF_ORGANISERS = [401, 403, 503];

const HEADERS: Readonly<Record<RouteHeader, Schema>> = {
  'Idempotency-Key': { type: 'string', maxLength: 200 },
  'X-Link-Key': { type: 'string', maxLength: 200 },
  'If-Match': { type: 'string' },
  'If-None-Match': { type: 'string' },
};

/** The OpenAPI 3.1 document of the API, made from the schemas that the routes use. */
export function openapiDocument(): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of ROUTES) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationObject(route, OPERATIONS[route.name]);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'elephant-meetings',
      version: '1',
      description: 'Tutoring meetings on demand. Each meeting has its own host.',
    },
    paths,
    webhooks: { event: { post: EVENT } },
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

function operationObject({ name, path, organiser, headers = [] }: RouteSpec, operation: Operation): Schema {
  const { summary, body, query, responses, file, problems } = operation;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => ({
      name: part,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query ? queryParameters(query) : []),
    ...headers.map((header) => ({ name: header, in: 'header', schema: HEADERS[header as RouteHeader] })),
  ];
  return {
    operationId: name,
    summary,
    ...(organiser && { security: [{ apiKey: [] }, { accessToken: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: Object.fromEntries([
      ...Object.entries(responses).map(([status, schema]) => [
        status,
        responseObject(schema, status === '200' ? file : undefined),
      ]),
      ...[...problems, ...(organiser ? OF_ORGANISERS : []), ...ALWAYS].map((status) => [status, PROBLEM]),
    ]),
  };
}

const PROBLEM = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** What a webhook gets. */
const EVENT = {
  operationId: 'event',
  summary: 'Something happened to a meeting. Signed by the Standard Webhooks specification.',
  parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
    name,
    in: 'header',
    required: true,
    schema: { type: 'string' },
  })),
  requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(meetingEvent, 'output') } } },
  responses: { '2XX': { description: 'Accepted. Any other answer is repeated.' } },
};

function responseObject(schema: z.ZodMiniType | undefined, file: string | undefined): Schema {
  const content = {
    ...(schema && { 'application/json': { schema: jsonSchema(schema, 'output') } }),
    ...(file !== undefined && { [file]: { schema: { type: 'string' } } }),
  };
  return Object.keys(content).length > 0
    ? { description: 'Success.', content }
    : { description: 'Success, without a body.' };
}

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io }) as Schema;
  return rest;
}

function queryParameters(schema: z.ZodMiniType): Schema[] {
  const { properties = {} } = jsonSchema(schema, 'input') as { properties?: Record<string, Schema> };
  return Object.entries(properties).map(([name, property]) => ({ name, in: 'query', schema: property }));
}
