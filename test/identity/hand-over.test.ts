import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { Action } from '../../steps/domain/actions.ts';
import type { Caller } from '../../steps/domain/organisers.ts';
import type { OrganiserRouteName } from '../../steps/api/routes.ts';
import { LESSON, Stage } from '../support/stage.ts';

const ADA = 'https://issuer.example#ada';
const EVE = 'https://issuer.example#eve@school.example';
const ada: Caller = { kind: 'organiser', id: ADA };
const eve: Caller = { kind: 'organiser', id: EVE };
const head: Caller = { kind: 'administrator', id: 'https://issuer.example#head' };
const portal: Caller = { kind: 'machine', id: 'portal' };

const WEEKLY = { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' };

class Office {
  readonly stage: Stage;

  constructor(options: ConstructorParameters<typeof Stage>[0] = {}) {
    this.stage = new Stage({ telling: true, ...options });
  }

  async call(caller: Caller, name: OrganiserRouteName, params: Record<string, string>, body?: object, query = {}) {
    const response = await this.stage.world.request(name, params, body, { caller, query });
    return { status: response.status, body: JSON.parse(response.body || '{}') as Record<string, unknown> };
  }

  async make(caller: Caller, name: 'schedule' | 'createSeries', body: object): Promise<{ readonly id: string }> {
    const response = await this.call(caller, name, {}, body);
    expect(response.status).toBe(200);
    await this.later();
    return { id: String(response.body['id']) };
  }

  later(): Promise<void> {
    return this.stage.world.run(this.stage.world.now + 60_000);
  }

  async idsOf(caller: Caller): Promise<string[]> {
    const ids: string[] = [];
    let query: object | undefined = {};
    while (query) {
      const { body } = await this.call(caller, 'listMeetings', {}, undefined, query);
      ids.push(...(body['meetings'] as { id: string }[]).map(({ id }) => id));
      query = body['cursor'] === undefined ? undefined : { cursor: body['cursor'] };
    }
    return ids.toSorted();
  }

  async lastAction(id: string): Promise<Action | undefined> {
    return ((await this.call(head, 'getActions', { id })).body['actions'] as Action[]).at(-1);
  }
}

describe.each([
  ['an administrator', head],
  ['a machine client', portal],
] as const)('%s', (_who, caller) => {
  it('schedules a meeting and a series for an organiser', async () => {
    const office = new Office();
    const { id } = await office.make(caller, 'schedule', { ...LESSON, organiser: ADA });
    const series = await office.make(caller, 'createSeries', { ...WEEKLY, organiser: ADA });
    expect((await office.call(ada, 'getMeeting', { id })).body).toMatchObject({ id, organiser: ADA });
    expect((await office.call(ada, 'getSeries', series)).body).toMatchObject({ ...series, organiser: ADA });
    const ids = await office.idsOf(ada);
    expect(ids).toContain(id);
    expect(ids.length).toBeGreaterThan(8);
    expect((await office.call(eve, 'getMeeting', { id })).status).toBe(404);
  });

  it('hands a meeting over, which is an action and no change of its plan', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'schedule', LESSON);
    const { body: before } = await office.call(ada, 'getMeeting', { id });
    for (const _call of [1, 2])
      expect((await office.call(caller, 'changeMeeting', { id }, { organiser: EVE })).status).toBe(200);
    await office.later();
    expect((await office.call(ada, 'getMeeting', { id })).status).toBe(404);
    const { body: after } = await office.call(eve, 'getMeeting', { id });
    expect(after).toMatchObject({ organiser: EVE, plan: before['plan'], revision: before['revision'] });
    expect([await office.idsOf(ada), await office.idsOf(eve)]).toEqual([[], [id]]);
    expect(await office.lastAction(id)).toMatchObject({
      number: 2,
      what: 'handed_over',
      by: caller,
      to: 'https://issuer.example#e…@school.example',
      revision: 1,
    });
  });
});

describe('a meeting', () => {
  it('can be handed over to administrators, and after its end', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'schedule', LESSON);
    expect((await office.call(head, 'changeMeeting', { id }, { organiser: null })).status).toBe(200);
    expect((await office.call(head, 'getMeeting', { id })).body).not.toHaveProperty('organiser');
    expect(await office.lastAction(id)).not.toHaveProperty('to');
    await office.stage.at(200);
    expect((await office.call(head, 'changeMeeting', { id }, { organiser: EVE })).status).toBe(200);
    expect((await office.call(eve, 'getMeeting', { id })).body).toMatchObject({ status: 'ENDED' });
    expect(await office.idsOf(eve)).toEqual([id]);
  });

  it('is handed over and moved by one call', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'schedule', LESSON);
    const meet_time = new Date(office.stage.world.now + 3 * 3_600_000).toISOString();
    expect((await office.call(head, 'changeMeeting', { id }, { organiser: EVE, meet_time })).status).toBe(200);
    expect((await office.call(eve, 'getMeeting', { id })).body).toMatchObject({ revision: 2, plan: 2 });
    const { body } = await office.call(eve, 'getActions', { id });
    expect((body['actions'] as Action[]).map(({ what }) => what)).toEqual(['scheduled', 'moved', 'handed_over']);
  });
});

describe('a series', () => {
  it('is handed over with its future dates and those that continue it; what is over stays', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'createSeries', WEEKLY);
    const changed = await office.call(ada, 'changeSeries', { id }, { teacher_name: 'Ben' }, { from: '2026-12-15' });
    const next = { id: String(changed.body['id']) };
    await office.later();
    await office.stage.at(200);
    const statuses = async (caller: Caller): Promise<string[]> => {
      const ids = await office.idsOf(caller);
      const rows = await Promise.all(ids.map((one) => office.stage.world.meetings.find(one)));
      return [...new Set(rows.map((row) => row!.status))].toSorted();
    };
    expect(await statuses(ada)).toEqual(['ENDED', 'SCHEDULED']);
    expect((await office.call(head, 'changeSeries', { id }, { organiser: EVE })).status).toBe(200);
    await office.later();
    expect(await statuses(ada)).toEqual(['ENDED']);
    expect(await statuses(eve)).toEqual(['SCHEDULED']);
    expect((await office.idsOf(eve)).length).toBeGreaterThan(6);
    for (const one of [{ id }, next]) {
      expect((await office.call(eve, 'getSeries', one)).body).toMatchObject({ organiser: EVE });
      expect((await office.call(ada, 'getSeries', one)).status).toBe(404);
    }
    // Its people are told nothing, and it is not another series.
    expect((await office.call(eve, 'getSeries', next)).body).toMatchObject({ follows: id });
  });

  it('is changed and handed over by one call', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'createSeries', WEEKLY);
    const query = { from: '2026-12-15' };
    const changed = await office.call(head, 'changeSeries', { id }, { teacher_name: 'Ben', organiser: EVE }, query);
    expect(changed.body).toMatchObject({ follows: id, organiser: EVE, teacher_name: 'Ben' });
    await office.later();
    expect(await office.idsOf(ada)).toEqual([]);
  });

  it('that is handed over while its meetings are created: all belong to the new organiser', async () => {
    let waits = true;
    const office: Office = new Office({
      between: interceptCalls(async ({ caller, port, method }, make) => {
        if (waits && caller === 'fillSeries' && port === 'meetings' && method === 'insert') {
          waits = false;
          const { series } = await office.stage.world.series.list({ limit: 1 });
          await office.call(head, 'changeSeries', { id: series[0]!.id }, { organiser: EVE });
        }
        return make();
      }),
    });
    await office.make(ada, 'createSeries', WEEKLY);
    expect(waits).toBe(false);
    expect(await office.idsOf(ada)).toEqual([]);
    expect((await office.idsOf(eve)).length).toBeGreaterThan(8);
  });

  it('whose meeting a run created and did not record is handed over all the same', async () => {
    let dies = true;
    const office = new Office({
      between: interceptCalls(async ({ caller, port, method }, make) => {
        if (dies && caller === 'fillSeries' && port === 'series' && method === 'replace') throw new Error('dead');
        return make();
      }),
    });
    const { id } = await office.make(ada, 'createSeries', WEEKLY);
    await office.call(head, 'changeSeries', { id }, { organiser: EVE });
    dies = false;
    await office.stage.world.fillSeries({ seriesId: id });
    expect(await office.idsOf(ada)).toEqual([]);
    expect((await office.idsOf(eve)).length).toBeGreaterThan(8);
  });
});

describe('an organiser', () => {
  it.each<[OrganiserRouteName, object]>([
    ['schedule', LESSON],
    ['createSeries', WEEKLY],
    ['changeMeeting', { student_name: 'Bo' }],
    ['changeSeries', { student_name: 'Bo' }],
  ])('acts for nobody else: %s answers 403 with a sentence, and changes nothing', async (name, body) => {
    const office = new Office();
    const params =
      name === 'changeMeeting'
        ? await office.make(ada, 'schedule', LESSON)
        : name === 'changeSeries'
          ? await office.make(ada, 'createSeries', WEEKLY)
          : {};
    const before = await office.idsOf(head);
    const response = await office.call(ada, name, { ...params }, { ...body, organiser: EVE });
    expect(response).toMatchObject({
      status: 403,
      body: { detail: 'Only administrators and machine clients can act for other organisers.' },
    });
    await office.later();
    expect([await office.idsOf(eve), await office.idsOf(head)]).toEqual([[], before]);
  });

  it('may name itself', async () => {
    const office = new Office();
    const { id } = await office.make(ada, 'schedule', { ...LESSON, organiser: ADA });
    expect((await office.call(ada, 'changeMeeting', { id }, { organiser: ADA })).status).toBe(200);
  });
});

it.each(['ada', 'ada@school.example', 'https://issuer.example', 'default', ''])(
  '"%s" is no key of an organiser',
  async (organiser) => {
    const office = new Office();
    expect((await office.call(head, 'schedule', {}, { ...LESSON, organiser })).status).toBe(422);
  },
);
