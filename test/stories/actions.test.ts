import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { ROUTES, type RouteName } from '../../steps/api/routes.ts';
import type { Action } from '../../steps/domain/actions.ts';
import type { Caller } from '../../steps/domain/organisers.ts';
import { LESSON, Stage } from '../support/stage.ts';

const ADA: Caller = { kind: 'organiser', id: 'https://issuer.example#ada@school.example' };
const CRM: Caller = { kind: 'machine', id: 'crm' };
const ADMIN: Caller = { kind: 'administrator', id: 'api-key' };

/** A meeting that a machine client scheduled. */
async function lesson(options: ConstructorParameters<typeof Stage>[0] = {}): Promise<Stage> {
  return new Stage({ telling: true, ...options }).schedule({ teacher_email: 'teacher@school.example' });
}

async function actionsOf({ world, id }: Stage, caller: Caller = ADMIN): Promise<readonly Action[]> {
  const { status, body } = await world.request('getActions', { id }, undefined, { caller });
  expect(status).toBe(200);
  return (JSON.parse(body) as { actions: Action[] }).actions;
}

const summaryOf = ({ by, what }: Action): string => `${by.kind} ${what}`;
const told = async (stage: Stage): Promise<string[]> => (await actionsOf(stage)).map(summaryOf);

type Does = (stage: Stage) => Promise<{ readonly status: number }>;
const asTeacher = (stage: Stage) => keyHeader(stage.keyOf('teacher'));
const soon = (stage: Stage): string => new Date(stage.world.now + 3 * 3_600_000).toISOString();

/** Each route that changes a meeting, or shows its links: when it is called, and the action that it makes. Two calls are one action. */
const ROUTES_OF_MEETINGS: Partial<Record<RouteName, readonly [minute: number, does: Does, action: Partial<Action>]>> = {
  changeMeeting: [
    -50,
    async (stage) => stage.world.request('changeMeeting', { id: stage.id }, { student_name: 'Eve' }, { caller: CRM }),
    { what: 'changed', by: CRM, fields: ['student_name'], revision: 1, plan: 2 },
  ],
  cancelMeeting: [
    -50,
    async (stage) => stage.world.request('cancelMeeting', { id: stage.id }, undefined, { caller: CRM }),
    { what: 'ended', by: CRM, outcome: 'CANCELLED' },
  ],
  getLinks: [
    -50,
    async (stage) => stage.world.request('getLinks', { id: stage.id }, undefined, { caller: CRM }),
    { what: 'links_shown', by: CRM },
  ],
  revokeLink: [
    -50,
    async (stage) =>
      stage.world.request('revokeLink', { id: stage.id, role: 'student' }, undefined, {
        caller: CRM,
        headers: { 'x-link-key': stage.keyOf('student') },
      }),
    { what: 'link_revoked', by: CRM, role: 'student' },
  ],
  startLate: [
    -2,
    async (stage) => stage.world.request('startLate', { id: stage.id }, { minutes: 5 }, asTeacher(stage)),
    { what: 'started_late', by: { kind: 'teacher' }, minutes: 5 },
  ],
  extendMeeting: [
    1,
    async (stage) => {
      const headers = { ...asTeacher(stage).headers, 'idempotency-key': 'once' };
      return stage.world.request('extendMeeting', { id: stage.id }, { minutes: 10 }, { headers });
    },
    { what: 'extended', by: { kind: 'teacher' }, minutes: 10 },
  ],
  giveFeedback: [
    1,
    async (stage) =>
      stage.world.request(
        'giveFeedback',
        { id: stage.id },
        { role: 'student', rating: 4, text: 'write to ben@home.example' },
        keyHeader(stage.keyOf('student')),
      ),
    { what: 'feedback_given', by: { kind: 'student' } },
  ],
  endMeeting: [
    1,
    async (stage) => stage.world.request('endMeeting', { id: stage.id }, { role: 'teacher' }, asTeacher(stage)),
    { what: 'ended', by: { kind: 'teacher' } },
  ],
};
/** They report who is there: attendance, and no action. */
const PRESENCE: readonly RouteName[] = ['presence', 'hostPresence'];

describe('the record of actions', () => {
  it('has an entry here for each route that changes a meeting', () => {
    const changing = ROUTES.filter(({ method, path }) => method !== 'GET' && path.startsWith('/meetings/{id}'));
    const names = new Set<RouteName>([...changing.map(({ name }) => name), 'getLinks']);
    expect([...names].toSorted()).toEqual([...Object.keys(ROUTES_OF_MEETINGS), ...PRESENCE].toSorted());
  });

  it.each(Object.entries(ROUTES_OF_MEETINGS))(
    'has one action of %s, also when the call is repeated',
    async (_route, [minute, does, action]) => {
      const stage = await lesson();
      await stage.at(minute);
      const at = new Date(stage.world.now).toISOString();
      for (const _call of [1, 2]) {
        expect((await does(stage)).status).toBeLessThan(300);
        await stage.world.run(stage.world.now + 1);
      }
      const [scheduled, ...others] = await actionsOf(stage);
      expect(scheduled).toMatchObject({ number: 1, what: 'scheduled', by: { kind: 'administrator' }, revision: 1 });
      expect(others).toEqual([expect.objectContaining({ number: 2, at, ...action })]);
    },
  );

  it('has a move with the revision that it made', async () => {
    const stage = await lesson();
    await stage.world.request(
      'changeMeeting',
      { id: stage.id },
      { meet_time: soon(stage), reason: 'ill' },
      { caller: CRM },
    );
    expect((await actionsOf(stage)).at(-1)).toMatchObject({
      what: 'moved',
      by: CRM,
      fields: ['meet_time'],
      revision: 2,
      plan: 2,
    });
  });

  it('has one scheduling of calls with the same Idempotency-Key', async () => {
    const stage = new Stage({ telling: true });
    const parts = { caller: ADA, headers: { 'idempotency-key': 'monday' } };
    const [first, second] = [1, 2].map(async () => stage.world.request('schedule', {}, LESSON, parts));
    const { id } = JSON.parse((await first!).body) as { id: string };
    expect(JSON.parse((await second!).body)).toMatchObject({ id });
    const { body } = await stage.world.request('getActions', { id }, undefined, { caller: ADA });
    const { actions } = JSON.parse(body) as { actions: Action[] };
    expect(actions.map(summaryOf)).toEqual(['organiser scheduled']);
    const other = { ...ADA, id: 'https://issuer.example#eve' };
    expect((await stage.world.request('getActions', { id }, undefined, { caller: other })).status).toBe(404);
  });

  it('says who ended a meeting: the workflow, or a safety net', async () => {
    const quiet = await lesson();
    await quiet.at(60);
    expect((await actionsOf(quiet)).at(-1)).toMatchObject({
      by: { kind: 'workflow' },
      what: 'ended',
      outcome: 'NO_SHOW',
    });
    const broken = interceptCalls(async ({ caller }, make) => {
      if (caller === 'decide' || caller === 'tearDown') throw new Error('broken');
      return make();
    });
    const stage = await lesson({ between: broken });
    await stage.at(60);
    expect(await told(stage)).toEqual(['administrator scheduled', 'net ended']);
  });

  it('has a showing of the links of a series in each of its meetings, once', async () => {
    const stage = new Stage({ telling: true });
    const { world } = stage;
    const weekly = { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY;COUNT=3' };
    const { id } = JSON.parse((await world.request('createSeries', {}, weekly)).body) as { id: string };
    await world.run(world.now + 60_000);
    for (const _call of [1, 2]) await world.request('getSeriesLinks', { id }, undefined, { caller: CRM });
    const { meetings } = await world.meetings.list({ openOrEnded: 'open', limit: 10 });
    expect(meetings).toHaveLength(3);
    for (const meeting of meetings) {
      const { body } = await world.request('getActions', { id: meeting.id });
      expect((JSON.parse(body) as { actions: Action[] }).actions.map(summaryOf)).toEqual([
        'series scheduled',
        'machine links_shown',
      ]);
    }
  });

  it('has no keys, addresses, names and texts of people', async () => {
    const stage = await lesson();
    const keys = [stage.keyOf('teacher'), stage.keyOf('student')];
    await stage.world.request('changeMeeting', { id: stage.id }, { student_email: 'ben@home.example', reason: 'ill' });
    await stage.world.request('getLinks', { id: stage.id });
    await stage.at(1);
    await ROUTES_OF_MEETINGS.giveFeedback![1](stage);
    await ROUTES_OF_MEETINGS.extendMeeting![1](stage);
    await stage.end();
    const { token } = await stage.row;
    const { body } = await stage.world.request('getActions', { id: stage.id });
    expect((JSON.parse(body) as { actions: Action[] }).actions).toHaveLength(6);
    for (const secret of [...keys, token!.token, '@', 'Ada', 'Ben', 'ill', 'once']) expect(body).not.toContain(secret);
  });

  it('returns pages, and the rest that is not recorded yet with the last one', async () => {
    const stage = await lesson();
    const { world, id } = stage;
    for (let plan = 0; plan < 120; plan++) {
      await world.request('changeMeeting', { id }, { student_name: `Ben ${plan}` });
      await world.run(world.now + 1_000);
    }
    const first = JSON.parse((await world.request('getActions', { id })).body) as { actions: Action[]; cursor: string };
    expect(first.actions.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    await world.request('getLinks', { id });
    const { body } = await world.request('getActions', { id }, undefined, { query: { cursor: first.cursor } });
    const second = JSON.parse(body) as { actions: Action[]; cursor?: string };
    expect(second.cursor).toBeUndefined();
    expect(second.actions.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, index) => index + 101));
    expect(second.actions.at(-1)).toMatchObject({ what: 'links_shown' });
    expect((await world.request('getActions', { id }, undefined, { query: { cursor: 'x' } })).status).toBe(422);
  });
});

describe('recording', () => {
  it.each(['meetings.find', 'actions.save', 'meetings.replace'])(
    'that dies before or after its call %s records each action once',
    async (call) => {
      for (const dies of ['before', 'after']) {
        let deaths = 0;
        const between = interceptCalls(async ({ caller, port, method }, make) => {
          const isHit = caller === 'tell' && `${port}.${method}` === call && (deaths += 1) <= 3;
          if (isHit && dies === 'before') throw new Error('died');
          const result = await make();
          if (isHit) throw new Error('died');
          return result;
        });
        const stage = await lesson({ between });
        await stage.world.request('getLinks', { id: stage.id });
        await stage.at(-40);
        await stage.cancel();
        await stage.at(0);
        expect(deaths).toBeGreaterThan(1);
        const { actions } = await stage.world.ports.actions.list(stage.id, { after: 0, limit: 10 });
        expect(actions.map(summaryOf)).toEqual([
          'administrator scheduled',
          'administrator links_shown',
          'administrator ended',
        ]);
        expect(await stage.row).not.toHaveProperty('unrecorded');
      }
    },
  );

  it('never blocks a meeting: while nothing can be recorded the lesson takes place, and nothing is lost', async () => {
    let broken = true;
    const between = interceptCalls(async ({ port }, make) => {
      if (broken && port === 'actions') throw new Error('throttled');
      return make();
    });
    const stage = await lesson({ between });
    const { world, id } = stage;
    const statuses: number[] = [];
    for (let plan = 0; plan < 40; plan++)
      statuses.push((await world.request('changeMeeting', { id }, { duration_minutes: 31 + plan })).status);
    expect(statuses).toEqual(Array.from({ length: 40 }, (_, plan) => (plan < 29 ? 200 : 503)));
    expect((await stage.row).last_revision).toBe(30);
    await stage.stay('teacher', -4, 20);
    await stage.end();
    await stage.at(60);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    broken = false;
    await stage.at(62);
    const actions = await actionsOf(stage);
    expect(actions.map(({ number }) => number)).toEqual(actions.map((_, index) => index + 1));
    expect(actions.at(-1)).toMatchObject({ what: 'ended', by: { kind: 'teacher' } });
    expect(await stage.row).not.toHaveProperty('unrecorded');
  });
});
