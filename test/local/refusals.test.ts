import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod/mini';
import type { Operation } from '../../steps/api/http/operation.ts';
import { OPERATIONS } from '../../steps/api/http/operations.ts';
import { REFUSAL_CODES } from '../../steps/api/http/refusal-codes.ts';
import type { ProblemBody } from '../../steps/api/http/response-schemas.ts';
import type { RouteSpec } from '../../steps/api/route-spec.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import { type RuntimeClient, withRuntime } from '../support/runtime.ts';

const KEY = 'sesame';
const UNKNOWN = 'a'.repeat(16);
const operationOf = ({ name }: RouteSpec): Operation => OPERATIONS[name as keyof typeof OPERATIONS];

interface BadRequest {
  readonly path: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const pathOf = (route: RouteSpec, id: string, role = 'teacher'): string =>
  route.path.replace('{id}', id).replace('{role}', role).replace('{delivery}', UNKNOWN);

/**
 * What can be wrong with a request, from the tables of routes and schemas.
 * @param id of something that exists
 */
function badRequests(route: RouteSpec, id: string): readonly BadRequest[] {
  const { body, query, problems } = operationOf(route);
  const path = pathOf(route, id);
  const fieldsOf = (schema: z.ZodMiniType | undefined): readonly string[] =>
    schema && 'shape' in schema ? Object.keys(schema.shape as object) : [];
  return [
    ...(problems.includes(404)
      ? [{ path: pathOf(route, UNKNOWN), ...(body && { body: VALID[route.name] ?? {} }) }]
      : []),
    ...(route.organiser ? [{ path, key: 'guessed' }] : []),
    ...(route.path.includes('{role}') ? [{ path: pathOf(route, id, 'cook') }] : []),
    ...fieldsOf(query).map((field) => ({ path: `${path}?${field}=${'x'.repeat(3_000)}` })),
    ...(body
      ? [
          ...fieldsOf(body).map((field) => ({ path, body: { [field]: { not: 'possible' } } })),
          ...fieldsOf(body).map((field) => ({ path, body: { [field]: 'x'.repeat(5_000) } })),
          ...fieldsOf(body).map((field) => ({ path, body: { [field]: '' } })),
          { path, body: '[]' },
          { path, body: 'no JSON' },
          { path, body: `"${'x'.repeat(20_000)}"` },
          { path, body: '{}', headers: { 'Content-Type': 'text/plain' } },
        ]
      : []),
  ];
}

/** Where the body is read before the row. */
const VALID: Partial<Record<string, unknown>> = {
  hostPresence: { event: 'present' },
  presence: { role: 'teacher', event: 'joined' },
  giveFeedback: { role: 'teacher', rating: 5 },
  extendMeeting: { minutes: 5 },
  startLate: { minutes: 5 },
  endMeeting: { role: 'teacher' },
};

/** Ids of something that exists, by the first part of the path. */
async function createAll(client: RuntimeClient): Promise<Partial<Record<string, string>>> {
  const create = async (path: string, body: object): Promise<string> =>
    (await client.send<{ id: string }>('POST', path, body, { 'x-api-key': KEY })).body.id;
  const meeting = {
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: client.inMinutes(600),
    frontend_base_url: `${client.url}/join`,
  };
  const meetings = await create('/schedule', meeting);
  return {
    meetings,
    join: meetings,
    room: meetings,
    series: await create('/series', { ...meeting, time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' }),
    webhooks: await create('/webhooks', { url: 'https://example.com/hook' }),
  };
}

describe('each refusal of the API', () => {
  it('has a code for each field, from which the pages make a text in the language of their reader', async () => {
    await withRuntime({ apiKey: KEY }, async (client) => {
      const without: unknown[] = [];
      const ids = await createAll(client);
      for (const route of ROUTES) {
        const statuses = new Set<number>();
        for (const { path, key = KEY, body, headers } of badRequests(route, ids[route.path.split('/')[1]!] ?? '')) {
          const response = await client.send<ProblemBody>(route.method, path, body, { 'x-api-key': key, ...headers });
          const { status, body: problem } = response;
          if (status < 400) continue;
          statuses.add(status);
          const codes = (problem.errors ?? []).map(({ code }) => code);
          if (codes.length === 0 || codes.some((code) => !REFUSAL_CODES.includes(code)))
            without.push([route.name, path.slice(0, 100), problem]);
        }
        // The requests reach what they are about.
        for (const status of [404, 413, 415, 422])
          if (operationOf(route).problems.includes(status)) expect([route.name, ...statuses]).toContain(status);
        if (route.organiser) expect([route.name, ...statuses]).toContain(401);
      }
      expect(without).toEqual([]);
    });
  });
});
