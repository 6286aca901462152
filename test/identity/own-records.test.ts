import { describe, expect, it } from '@jest/globals';
import { MEET_TIME } from '../support/meeting.ts';
import type { OrganiserRouteName } from '../../steps/api/routes.ts';
import type { Caller } from '../../steps/domain/organisers.ts';
import { LESSON, Stage } from '../support/stage.ts';

const ada: Caller = { kind: 'organiser', id: 'https://issuer.example#ada' };
const eve: Caller = { kind: 'organiser', id: 'https://issuer.example#eve' };
const head: Caller = { kind: 'administrator', id: 'https://issuer.example#head' };

interface Listed {
  readonly meetings: { readonly id: string; readonly teacher_name: string }[];
  readonly series: { readonly id: string }[];
}

class Office {
  readonly stage = new Stage({ telling: true });

  async as<T = { id: string }>(
    caller: Caller,
    name: OrganiserRouteName,
    body?: object,
    {
      params = {},
      headers = {},
      query = {},
    }: Partial<Record<'params' | 'headers' | 'query', Record<string, string>>> = {},
  ): Promise<T> {
    const response = await this.stage.world.request(name, params, body, { caller, headers, query });
    expect({ name, status: response.status < 300 }).toEqual({ name, status: true });
    return JSON.parse(response.body || '{}') as T;
  }

  /** The index follows the rows. */
  async later(seconds = 60): Promise<void> {
    await this.stage.world.run(this.stage.world.now + seconds * 1_000);
  }
}

const lessonOf = (teacher_name: string): object => ({ ...LESSON, teacher_name });
const namesIn = ({ meetings }: Listed): string[] => meetings.map(({ teacher_name }) => teacher_name).toSorted();

describe('an organiser', () => {
  it('finds the own meetings in lists, reports and the calendar feed, and an administrator all of them', async () => {
    const office = new Office();
    for (const [caller, name] of [
      [ada, 'Ada'],
      [eve, 'Eve'],
      [head, 'Head'],
    ] as const)
      await office.as(caller, 'schedule', lessonOf(name));
    const files: Record<string, string> = {};
    for (const caller of [ada, head]) {
      const { address } = await office.as<{ address: string }>(caller, 'createCalendar', {});
      files[caller.kind] = address.split('/').at(-1)!;
    }
    await office.later();
    const summariesOf = async (kind: string): Promise<string[]> => {
      const { body } = await office.stage.world.request('readCalendar', { file: files[kind]! });
      return [...body.matchAll(/SUMMARY:(\w+)/g)].map(([, name]) => name!).toSorted();
    };
    expect(namesIn(await office.as(ada, 'listMeetings'))).toEqual(['Ada']);
    expect(namesIn(await office.as(head, 'listMeetings'))).toEqual(['Ada', 'Eve', 'Head']);
    expect(await summariesOf('organiser')).toEqual(['Ada']);
    expect(await summariesOf('administrator')).toEqual(['Ada', 'Eve', 'Head']);
    await office.stage.at(200);
    const query = { from: '2026-11-30T00:00:00Z', to: '2026-12-31T00:00:00Z' };
    const attended = async (caller: Caller): Promise<string[]> => {
      const report = await office.as<{ meetings: { teacher: { name: string } }[] }>(
        caller,
        'getAttendance',
        undefined,
        {
          query,
        },
      );
      return report.meetings.map(({ teacher }) => teacher.name).toSorted();
    };
    expect(await attended(ada)).toEqual(['Ada']);
    expect(await attended(head)).toEqual(['Ada', 'Eve', 'Head']);
  });

  it('owns the meetings of an own series, also of one that continues it', async () => {
    const office = new Office();
    const weekly = { ...lessonOf('Ada'), time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' };
    const { id } = await office.as(ada, 'createSeries', weekly);
    await office.later();
    const next = await office.as(
      ada,
      'changeSeries',
      { teacher_name: 'Ada L.' },
      { params: { id }, query: { from: '2026-12-09' } },
    );
    await office.later();
    expect(new Set(namesIn(await office.as(ada, 'listMeetings')))).toEqual(new Set(['Ada', 'Ada L.']));
    expect((await office.as<Listed>(eve, 'listMeetings')).meetings).toEqual([]);
    const ids = (await office.as<Listed>(ada, 'listSeries')).series.map((one) => one.id);
    expect(ids.toSorted()).toEqual([id, next.id].toSorted());
    expect((await office.as<Listed>(eve, 'listSeries')).series).toEqual([]);
    expect((await office.as<Listed>(head, 'listSeries')).series).toHaveLength(2);
  });

  it('may use an idempotency key that somebody else used', async () => {
    const office = new Office();
    const headers = { 'idempotency-key': 'one' };
    const schedule = (caller: Caller, name: string) => office.as(caller, 'schedule', lessonOf(name), { headers });
    const ids = [await schedule(ada, 'Ada'), await schedule(eve, 'Eve'), await schedule(head, 'Head')].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(3);
    expect((await schedule(ada, 'Ada')).id).toBe(ids[0]);
    const weekly = (name: string): object => ({ ...lessonOf(name), time_zone: 'Europe/Berlin', rrule: 'FREQ=WEEKLY' });
    const first = await office.as(ada, 'createSeries', weekly('Ada'), { headers });
    const second = await office.as(eve, 'createSeries', weekly('Eve'), { headers });
    expect(second.id).not.toBe(first.id);
    expect((await office.as(ada, 'createSeries', weekly('Ada'), { headers })).id).toBe(first.id);
  });

  it('is told about own meetings by own webhooks; those of administrators are told about all', async () => {
    const office = new Office();
    for (const [caller, url] of [
      [ada, 'https://ada.example/hooks'],
      [eve, 'https://eve.example/hooks'],
      [head, 'https://school.example/hooks'],
    ] as const)
      await office.as(caller, 'createWebhook', { url });
    await office.as(ada, 'schedule', lessonOf('Ada'));
    await office.as(head, 'schedule', lessonOf('Head'));
    await office.later();
    const told = office.stage.world.telling.receivers.received.map(({ url, body }) => {
      const { data } = JSON.parse(body) as { data: { meeting: { teacher_name: string } } };
      return `${new URL(url).hostname} ${data.meeting.teacher_name}`;
    });
    expect(told.toSorted()).toEqual(['ada.example Ada', 'school.example Ada', 'school.example Head']);
  });

  it('deletes no webhook of somebody else', async () => {
    const office = new Office();
    const { id } = await office.as(ada, 'createWebhook', { url: 'https://ada.example/hooks' });
    for (const caller of [eve, head]) await office.as(caller, 'deleteWebhook', undefined, { params: { id } });
    expect(await office.as(ada, 'getWebhook', undefined, { params: { id } })).toMatchObject({ id });
  });

  it('revokes the own calendar address only', async () => {
    const office = new Office();
    const { address } = await office.as<{ address: string }>(ada, 'createCalendar', {});
    const read = async (): Promise<number> =>
      (await office.stage.world.request('readCalendar', { file: address.split('/').at(-1)! })).status;
    await office.as(head, 'revokeCalendar');
    expect(await read()).toBe(200);
    await office.as(ada, 'revokeCalendar');
    expect(await read()).toBe(404);
  });
});

it('meetings of administrators and of machine clients have no organiser, as those from before the sign-in', async () => {
  const office = new Office();
  const machine: Caller = { kind: 'machine', id: 'portal' };
  for (const caller of [head, machine]) {
    const { id } = await office.as(caller, 'schedule', { ...LESSON, meet_time: MEET_TIME });
    expect(await office.stage.world.meetings.find(id)).not.toHaveProperty('organiser');
  }
});
