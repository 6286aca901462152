import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROUTE_HANDLERS } from '../../local/handlers.ts';
import { LOOPBACK } from '../../local/network/network.ts';
import { makeCallerOf } from '../../local/callers.ts';
import { makeServer } from '../../local/server.ts';
import { ORIGIN } from '../../simulation/world/api.ts';
import { World } from '../../simulation/world/world.ts';
import { ROUTES } from '../../steps/api/routes.ts';
import type { Ports } from '../../steps/ports.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { t } from '../support/meeting.ts';
import { LESSON } from '../support/stage.ts';

const REQUESTS = 20_000;
const API_KEY = 'sesame';
const ORIGINS = [ORIGIN];
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  meetings: ['insert', 'replace', 'setMark'],
  hosts: ['launch', 'end', 'removeLeftovers'],
  addresses: ['publish', 'remove'],
  workflow: ['start', 'stop', 'succeed', 'heartbeat'],
  wakeUps: ['arm', 'disarm'],
};
const BODY = { ...LESSON, duration_minutes: 60 };

/** The simulator's model of Step Functions has no definition and no history. */
const readable = (ports: Ports): Ports => ({
  ...ports,
  workflow: new Proxy(ports.workflow, {
    get: (target, method) => {
      if (method === 'definition') return async () => ({ StartAt: 'Wait until launch' });
      if (method === 'execution') return async () => ({ status: 'RUNNING', events: [] });
      return Reflect.get(target, method, target) as unknown;
    },
  }),
});

/** A simulated world with one meeting, its server, and a record of the changes by requests. */
async function makeWorld() {
  const changes: string[] = [];
  const errors: unknown[] = [];
  let ports: Ports | undefined;
  const watch = interceptCalls((call, make) => {
    if (CHANGES[call.port]?.includes(call.method)) changes.push(`${call.port}.${call.method}`);
    return make();
  });
  const world = new World({ start: t(-60), between: (inner, caller) => (ports = watch(inner, caller)) });
  const { id } = JSON.parse((await world.request('schedule', {}, BODY)).body) as { id: string };
  const server = makeServer({
    ownPage: () => undefined,
    route: (name) => ROUTE_HANDLERS[name]({ ...readable(ports!), origins: ORIGINS }),
    origins: ORIGINS,
    callerOf: makeCallerOf({ apiKey: API_KEY }),
    pages: () => undefined,
    links: '',
    network: LOOPBACK,
    failed: (error) => errors.push(error),
  });
  await server.ready();
  changes.length = 0;
  return { world, server, id, changes, errors };
}

/** Without lone surrogates, which UTF-8 can't encode. */
const wellFormed = (value: string): string => Buffer.from(value).toString();

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', '..', '__proto__', 'null', '0'));
const anything = fc.oneof(fc.anything({ withBigInt: false }), text, fc.double(), fc.constantFrom(null, true, [], {}));
/** The fields, some of them missing or replaced. */
const damaged = (fields: object) =>
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...Object.keys(fields), 'time_zone', 'teacher_email', 'more'), anything),
      fc.boolean(),
    )
    .map(([others, isEmpty]) => ({ ...(isEmpty ? {} : fields), ...others }));
const bodies = fc.oneof(
  text,
  anything,
  damaged(BODY),
  damaged({ role: 'teacher', key: 'x'.repeat(43), event: 'present' }),
);
const headers = fc.record(
  {
    'x-api-key': fc.oneof({ arbitrary: fc.constant(API_KEY), weight: 3 }, { arbitrary: fc.base64String(), weight: 1 }),
    'content-type': fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'x'),
    'idempotency-key': fc.oneof(fc.base64String({ maxLength: 300 }), fc.constantFrom('', ' ', 'same')),
    origin: fc.constantFrom('https://lessons.example', 'https://evil.example', 'null'),
    'accept-language': fc.base64String(),
  },
  { requiredKeys: [] },
);
const requests = (id: string) =>
  fc.record({
    route: fc.constantFrom(...ROUTES),
    method: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      'GET',
      'POST',
      'DELETE',
      'PUT',
      'PATCH',
      'HEAD',
      'OPTIONS',
    ),
    id: fc.oneof(fc.constant(id), text),
    role: fc.oneof(fc.constantFrom('teacher', 'student', 'host', 'organiser'), text),
    query: fc.dictionary(fc.constantFrom('key', 'status', 'cursor', 'limit', 'from', 'to', 'q', 'role'), text),
    tail: fc.oneof({ arbitrary: fc.constant(''), weight: 9 }, { arbitrary: text, weight: 1 }),
    headers,
    body: bodies,
  });

describe(`${REQUESTS.toLocaleString('en')} random requests`, () => {
  it('cause no unexpected error; rejected requests change nothing, and no request launches a host', async () => {
    const { world, server, id, changes, errors } = await makeWorld();
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests(id), async (request) => {
        const { route, role, query, tail, body } = request;
        const method = request.method ?? route.method;
        // A valid cancellation changes the meeting.
        fc.pre(!(method === 'DELETE' && request.id === id && request.headers['x-api-key'] === API_KEY));
        const path = route.path
          .replace('{id}', encodeURIComponent(wellFormed(request.id)))
          .replace('{role}', encodeURIComponent(wellFormed(role)));
        changes.length = 0;
        const response = await server.inject({
          method,
          url: path + encodeURI(wellFormed(tail)),
          query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, wellFormed(value)])),
          headers: request.headers,
          ...(method !== 'GET' && method !== 'HEAD' && { payload: encoded(body) }),
        });
        seen.set(response.statusCode, (seen.get(response.statusCode) ?? 0) + 1);
        expect(errors).toEqual([]);
        expect(response.statusCode).toBeLessThan(500);
        if (response.statusCode >= 400) {
          expect(changes).toEqual([]);
          if (method !== 'HEAD') expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
        }
        expect(changes).not.toContain('hosts.launch');
      }),
      { numRuns: REQUESTS },
    );
    expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404, 422]));
    expect([...world.ec2.machines()]).toEqual([]);
  });
});

const encoded = (body: unknown): string => {
  if (typeof body === 'string') return wellFormed(body);
  try {
    return JSON.stringify(body) ?? '';
  } catch {
    return String(Object.keys(Object(body)));
  }
};
