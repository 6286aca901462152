import { describe, expect, it } from '@jest/globals';
import type { RequestParts } from '../../simulation/world/api.ts';
import { type OrganiserRouteName, ROUTES } from '../../steps/api/routes.ts';
import type { Ports } from '../../steps/ports.ts';
import type { Caller } from '../../steps/domain/organisers.ts';
import { LESSON, Stage } from '../support/stage.ts';
import { ROUTE_HANDLERS } from '../../local/handlers.ts';

const CALLERS = {
  owner: { kind: 'organiser', id: 'https://issuer.example#ada' },
  'another organiser': { kind: 'organiser', id: 'https://issuer.example#eve' },
  administrator: { kind: 'administrator', id: 'https://issuer.example#head' },
  'machine client': { kind: 'machine', id: 'portal' },
} as const satisfies Record<string, Caller>;
type Who = keyof typeof CALLERS;

type Params = Record<string, string>;
type Body = Record<string, unknown>;

/** What a route needs of the owner before it is called, as path parameters. */
type Prepare = (stage: Stage) => Promise<Params>;

interface Entry {
  readonly prepare?: Prepare;
  readonly params?: Params;
  readonly body?: object;
  readonly query?: Params;
  readonly expected: Readonly<Record<Who, number>>;
}

async function asOwner(stage: Stage, name: OrganiserRouteName, params: Params, body?: object): Promise<Body> {
  const response = await stage.world.request(name, params, body, { caller: CALLERS.owner });
  expect(response.status).toBeLessThan(300);
  return JSON.parse(response.body || '{}') as Body;
}

const WEEKLY = { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' };

const meeting: Prepare = async (stage) => ({ id: String((await asOwner(stage, 'schedule', {}, LESSON))['id']) });
const series: Prepare = async (stage) => ({ id: String((await asOwner(stage, 'createSeries', {}, WEEKLY))['id']) });
const webhook: Prepare = async (stage) => {
  const created = await asOwner(stage, 'createWebhook', {}, { url: 'https://crm.example/hooks' });
  return { id: String(created['id']) };
};
const delivery: Prepare = async (stage) => {
  const { id = '' } = await webhook(stage);
  const event = await asOwner(stage, 'testWebhook', { id });
  await stage.world.run(stage.world.now + 60_000);
  return { id, delivery: String(event['id']) };
};

const all = (status: number): Entry['expected'] => ({
  owner: status,
  'another organiser': status,
  administrator: status,
  'machine client': status,
});
/** Somebody else's meeting or series does not exist for an organiser. */
const owned = (status: number): Entry['expected'] => ({ ...all(status), 'another organiser': 404 });
/** Each organiser has webhooks of their own, and administrators have those of the deployment. */
const personal = (status: number): Entry['expected'] => ({ ...all(404), owner: status });

/** A route that is missing here does not compile, and fails the last test. */
const ENTRIES: Readonly<Record<OrganiserRouteName, Entry>> = {
  schedule: { body: LESSON, expected: all(200) },
  listMeetings: { expected: all(200) },
  getMeeting: { prepare: meeting, expected: owned(200) },
  changeMeeting: { prepare: meeting, body: { student_name: 'Bo' }, expected: owned(200) },
  getActions: { prepare: meeting, expected: owned(200) },
  getExecution: { prepare: meeting, expected: owned(200) },
  getOverview: { expected: { ...all(403), administrator: 200 } },
  getAttendance: { query: { from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z' }, expected: all(200) },
  getWorkflow: { expected: all(200) },
  cancelMeeting: { prepare: meeting, expected: owned(202) },
  createSeries: { body: WEEKLY, expected: all(200) },
  previewSeries: { body: WEEKLY, expected: all(200) },
  listSeries: { expected: all(200) },
  getSeries: { prepare: series, expected: owned(200) },
  changeSeries: { prepare: series, body: { teacher_name: 'Eve' }, query: { from: '2026-12-09' }, expected: owned(200) },
  endSeries: { prepare: series, expected: owned(202) },
  getSeriesLinks: { prepare: series, expected: owned(200) },
  revokeSeriesLink: { prepare: series, params: { role: 'teacher' }, expected: owned(200) },
  createWebhook: { body: { url: 'https://crm.example/hooks' }, expected: all(200) },
  listWebhooks: { prepare: webhook, expected: all(200) },
  getWebhook: { prepare: webhook, expected: personal(200) },
  changeWebhook: { prepare: webhook, body: { description: 'CRM' }, expected: personal(200) },
  deleteWebhook: { prepare: webhook, expected: all(204) },
  rotateWebhookSecret: { prepare: webhook, expected: personal(200) },
  testWebhook: { prepare: webhook, expected: personal(202) },
  listDeliveries: { prepare: webhook, expected: personal(200) },
  retryDelivery: { prepare: delivery, expected: personal(202) },
  createCalendar: { body: {}, expected: all(200) },
  getCalendar: { expected: all(200) },
  revokeCalendar: { expected: all(204) },
  getLinks: { prepare: meeting, expected: owned(200) },
  revokeLink: { prepare: meeting, params: { role: 'student' }, expected: owned(200) },
};

const CASES = Object.entries(ENTRIES) as [OrganiserRouteName, Entry][];

/** The simulated workflow has neither histories nor a definition. */
const SHOWN = { definition: async () => ({}), execution: async () => ({ status: 'RUNNING', events: [] }) };
const withHistories = (ports: Ports): Ports => ({
  ...ports,
  workflow: new Proxy(ports.workflow, {
    get: (model, method) => {
      const own: unknown = Reflect.get(SHOWN, method) ?? Reflect.get(model, method);
      return typeof own === 'function' ? (own.bind(model) as unknown) : own;
    },
  }),
});

async function call(name: OrganiserRouteName, { prepare, params, body, query }: Entry, parts: RequestParts) {
  const stage = new Stage({ telling: true, between: withHistories });
  const prepared = await prepare?.(stage);
  return stage.world.request(name, { ...prepared, ...params }, body, { ...parts, ...(query && { query }) });
}

describe.each(CASES)('%s', (name, entry) => {
  it.each(Object.keys(CALLERS) as Who[])('as %s', async (who) => {
    const response = await call(name, entry, { caller: CALLERS[who] });
    expect({ who, status: response.status }).toEqual({ who, status: entry.expected[who] });
    // Not even the reason shows that it exists.
    if (response.status === 404) expect(response.body).toMatch(/"There is no such (meeting|series|webhook)\."/);
  });

  it('as nobody', async () => {
    const stage = new Stage();
    const route = ROUTE_HANDLERS[name]({ ...stage.world.ports, origins: [] });
    const request = { method: 'GET', params: {}, query: {}, headers: {}, body: undefined, baseUrl: '' };
    const response = await route(request);
    expect(response.status).toBe(401);
    expect(response.headers['WWW-Authenticate']).toBe('Bearer realm="meetings"');
  });
});

it('every route of organisers has an entry', () => {
  expect(Object.keys(ENTRIES).toSorted()).toEqual(
    ROUTES.flatMap(({ name, organiser }) => (organiser ? [name] : [])).toSorted(),
  );
});
