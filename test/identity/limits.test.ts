import { describe, expect, it } from '@jest/globals';
import type { Caller, OrganiserLimits } from '../../steps/domain/organisers.ts';
import type { OrganiserRouteName } from '../../steps/api/routes.ts';
import { LESSON, Stage } from '../support/stage.ts';

const ADA = 'https://issuer.example#ada';
const ada: Caller = { kind: 'organiser', id: ADA };
const eve: Caller = { kind: 'organiser', id: 'https://issuer.example#eve' };
const head: Caller = { kind: 'administrator', id: 'https://issuer.example#head' };
/** The stage begins on 2026-12-01 at 14:00 in UTC. */
const at = (time: string, day = '2026-12-02'): string => `${day}T${time}:00Z`;

class Office {
  readonly stage: Stage;

  constructor(organiserLimits: OrganiserLimits) {
    this.stage = new Stage({ telling: true, settings: { organiserLimits } });
  }

  async call(caller: Caller, name: OrganiserRouteName, params: Record<string, string>, body?: object) {
    const { status, headers, body: text } = await this.stage.world.request(name, params, body, { caller });
    return { status, headers, body: JSON.parse(text || '{}') as Record<string, unknown> };
  }

  /** The index follows the row. */
  async cancel(id: string): Promise<void> {
    expect((await this.call(ada, 'cancelMeeting', { id })).status).toBe(202);
    await this.stage.world.run(this.stage.world.now + 60_000);
  }

  schedule(meet_time: string, caller: Caller = ada, fields: object = {}) {
    return this.call(caller, 'schedule', {}, { ...LESSON, meet_time, ...fields });
  }

  async scheduled(meet_time: string, caller: Caller = ada): Promise<string> {
    const { status, body } = await this.schedule(meet_time, caller);
    expect(status).toBe(200);
    return String(body['id']);
  }
}

describe('a limit of two meetings a day', () => {
  it('refuses the third one, and says which limit it is and when it is over', async () => {
    const office = new Office({ meetingsPerDay: 2 });
    for (const time of ['00:00', '23:59']) await office.scheduled(at(time));
    const { status, headers, body } = await office.schedule(at('12:00'));
    expect({ status, body }).toMatchObject({
      status: 429,
      body: {
        detail: 'The limit of an organiser is 2 on a day (UTC). The next day begins at 2026-12-03T00:00:00Z.',
        errors: [{ field: 'meet_time', code: 'DAY_FULL', limit: 2 }],
        free_from: '2026-12-03T00:00:00Z',
      },
    });
    const seconds = (Date.parse('2026-12-03T00:00:00Z') - office.stage.world.now) / 1_000;
    expect(Number(headers['Retry-After'])).toBe(Math.ceil(seconds));
    await office.scheduled(at('00:00', '2026-12-03'));
  });

  it('is that of each organiser, and none of administrators', async () => {
    const office = new Office({ meetingsPerDay: 2 });
    for (const caller of [ada, eve, head])
      for (const time of ['10:00', '14:00']) await office.scheduled(at(time), caller);
    await office.scheduled(at('12:00'), head);
    for (const caller of [ada, eve]) expect((await office.schedule(at('12:00'), caller)).status).toBe(429);
    // For an organiser, also an administrator has the limit.
    expect((await office.schedule(at('12:00'), head, { organiser: ADA })).status).toBe(429);
  });

  it('counts meetings that took place, and none that were cancelled', async () => {
    const office = new Office({ meetingsPerDay: 2 });
    await office.scheduled(at('15:00', '2026-12-01'));
    await office.stage.at(120);
    const second = await office.scheduled(at('20:00', '2026-12-01'));
    expect((await office.schedule(at('21:00', '2026-12-01'))).status).toBe(429);
    await office.cancel(second);
    await office.scheduled(at('21:00', '2026-12-01'));
  });

  it('refuses to move another meeting to this day, and lets one move within it', async () => {
    const office = new Office({ meetingsPerDay: 2 });
    const [first] = [await office.scheduled(at('10:00')), await office.scheduled(at('14:00'))];
    const other = await office.scheduled(at('10:00', '2026-12-03'));
    const move = (id: string, meet_time: string) => office.call(ada, 'changeMeeting', { id }, { meet_time });
    expect((await move(other, at('12:00'))).body).toMatchObject({ errors: [{ code: 'DAY_FULL' }] });
    expect((await move(first, at('12:00'))).status).toBe(200);
    expect((await office.call(ada, 'changeMeeting', { id: other }, { student_name: 'Bo' })).status).toBe(200);
  });

  it('leaves a date of a series without a meeting, and tries it again', async () => {
    const office = new Office({ meetingsPerDay: 1 });
    const other = await office.scheduled(at('10:00', '2026-12-08'));
    const weekly = { ...LESSON, time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY;COUNT=3' };
    const { id } = (await office.call(ada, 'createSeries', {}, weekly)).body as { id: string };
    const dates = async (): Promise<unknown> => {
      await office.stage.world.run(office.stage.world.now + 60_000);
      return (await office.call(ada, 'getSeries', { id })).body['occurrences'];
    };
    const made = { meeting_id: expect.any(String) };
    expect(await dates()).toMatchObject([made, { refused: { reason: 'LIMIT' } }, made]);
    await office.cancel(other);
    await office.stage.world.fillSeries({});
    expect(await dates()).toMatchObject([made, made, made]);
  });
});

describe('a limit of one meeting at the same time', () => {
  it('refuses one that overlaps, and says from when on it is possible', async () => {
    const office = new Office({ meetingsAtOnce: 1 });
    await office.scheduled(at('10:00'));
    await office.scheduled(at('11:30'));
    const { status, body } = await office.schedule(at('10:59'));
    // An hour is not free between the two.
    expect({ status, body }).toMatchObject({
      status: 429,
      body: {
        detail: 'The limit of an organiser is 1 at the same time. This is possible from 2026-12-02T12:30:00Z on.',
        errors: [{ field: 'meet_time', code: 'TIME_FULL', limit: 1 }],
        free_from: '2026-12-02T12:30:00Z',
      },
    });
    expect((await office.schedule(at('10:59'), ada, { duration_minutes: 30 })).body['free_from']).toBe(
      '2026-12-02T11:00:00Z',
    );
    // One that begins when another one ends is at another time.
    await office.scheduled(at('09:00'));
    await office.scheduled(at('12:30'));
    await office.scheduled(at('10:30'), eve);
  });

  it('refuses a longer duration that would overlap', async () => {
    const office = new Office({ meetingsAtOnce: 1 });
    const id = await office.scheduled(at('10:00'));
    await office.scheduled(at('11:00'));
    const longer = await office.call(ada, 'changeMeeting', { id }, { duration_minutes: 61 });
    expect(longer.body).toMatchObject({ errors: [{ code: 'TIME_FULL' }] });
    expect((await office.call(ada, 'changeMeeting', { id }, { duration_minutes: 30 })).status).toBe(200);
  });
});

it('without limits an organiser has those of the deployment', async () => {
  const office = new Office({});
  for (let n = 0; n < 5; n++) await office.scheduled(at('10:00'));
});
