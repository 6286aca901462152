import * as z from 'zod/mini';
import * as responses from './response-schemas.ts';
import { endBody, listQuery, presenceBody, scheduleBody } from './request-schemas.ts';
import { type RouteName, ROUTES } from '../routes.ts';

type Schema = Record<string, unknown>;

interface Operation {
  readonly summary: string;
  readonly body?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  /** By status; undefined for an empty body. */
  readonly responses: Readonly<Record<number, z.ZodMiniType | undefined>>;
  /** Statuses that are answered as a problem. */
  readonly problems: readonly number[];
}

const BODY = [413, 415, 422];
/** Of every route: what may be answered before its function is asked, or in its place. */
const ALWAYS = [400, 429, 431, 500, 502, 504];

const OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  schedule: {
    summary: 'Schedules a meeting and starts its execution. The same Idempotency-Key and body are the same meeting.',
    body: scheduleBody,
    responses: { 200: responses.receipt },
    problems: [...BODY, 403, 429, 503],
  },
  listMeetings: {
    summary: 'Meetings by meeting time: the open ones, earliest first, then the ended ones, latest first.',
    query: listQuery,
    responses: { 200: responses.meetingList },
    problems: [403, 422],
  },
  getMeeting: {
    summary: 'All that an organiser may know of one meeting.',
    responses: { 200: responses.meetingDetails },
    problems: [403, 404],
  },
  getExecution: {
    summary: "The path that a meeting's execution has taken so far.",
    responses: { 200: responses.execution },
    problems: [403, 404],
  },
  getWorkflow: {
    summary: 'The definition that executions run, in the Amazon States Language.',
    responses: { 200: responses.workflow },
    problems: [403],
  },
  cancelMeeting: {
    summary: 'Cancels a meeting; twice is fine.',
    responses: { 202: responses.endRequested },
    problems: [403, 404, 503],
  },
  join: {
    summary: 'Where the meeting stands for the holder of a link: 202 until the room is open, 410 when it is over.',
    query: z.object({ key: z.optional(z.string()) }),
    responses: { 200: responses.openRoomResponse, 202: responses.waitingRoom },
    problems: [403, 404, 410, 422],
  },
  presence: {
    summary: 'Says that somebody joined, is present, or left.',
    body: presenceBody,
    responses: { 204: undefined },
    problems: [...BODY, 403, 404, 409, 410, 503],
  },
  endMeeting: {
    summary: 'The teacher ends the meeting for all.',
    body: endBody,
    responses: { 202: responses.endRequested },
    problems: [...BODY, 403, 404, 503],
  },
  room: {
    summary: 'Forwards to the host while the room is open.',
    responses: { 302: undefined },
    problems: [404, 409, 410],
  },
  health: { summary: 'Says that the API is there.', responses: { 200: responses.healthy }, problems: [] },
  openapi: { summary: 'This document.', responses: { 200: z.record(z.string(), z.unknown()) }, problems: [] },
};

/** The OpenAPI 3.1 document of the API, made from the schemas that the routes themselves use. */
export function openapiDocument(): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const { name, method, path, organiser } of ROUTES) {
    (paths[path] ??= {})[method.toLowerCase()] = operation(name, path, organiser);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'elephant-meetings',
      version: '1',
      description: 'Tutoring meetings on demand, each on a host of its own.',
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(responses.problem, 'output') },
      securitySchemes: { organiser: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    },
  };
}

function operation(name: RouteName, path: string, organiser: boolean): Schema {
  const { summary, body, query, responses: good, problems } = OPERATIONS[name];
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => ({
      name: part,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query ? queryParameters(query) : []),
    ...(name === 'schedule'
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 200 } }]
      : []),
  ];
  return {
    operationId: name,
    summary,
    ...(organiser && { security: [{ organiser: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: Object.fromEntries([
      ...Object.entries(good).map(([status, schema]) => [status, response(schema)]),
      ...[...problems, ...ALWAYS].map((status) => [status, PROBLEM]),
    ]),
  };
}

const PROBLEM = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const response = (schema: z.ZodMiniType | undefined): Schema =>
  schema
    ? { description: 'Done.', content: { 'application/json': { schema: jsonSchema(schema, 'output') } } }
    : { description: 'Done; no body.' };

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io }) as Schema;
  return rest;
}

function queryParameters(schema: z.ZodMiniType): Schema[] {
  const { properties = {} } = jsonSchema(schema, 'input') as { properties?: Record<string, Schema> };
  return Object.entries(properties).map(([name, property]) => ({ name, in: 'query', schema: property }));
}
