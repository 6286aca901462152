import { describe, expect, it } from '@jest/globals';
import { keyHeader } from '../../simulation/world/participant.ts';
import type { Role } from '../../steps/domain/links.ts';
import type { ApiResponse } from '../../steps/http-types.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

type Call = { readonly by?: Role; readonly key?: string };

const call = (
  stage: Stage,
  route: 'extendMeeting' | 'startLate',
  body: object,
  { by = 'teacher', key }: Call = {},
): Promise<ApiResponse> => {
  const { headers } = keyHeader(stage.keyOf(by));
  return stage.world.request(route, { id: stage.id }, body, {
    headers: { ...headers, ...(key !== undefined && { 'idempotency-key': key }) },
  });
};
const extend = (stage: Stage, minutes: number, more?: Call) => call(stage, 'extendMeeting', { minutes }, more);
const late = (stage: Stage, minutes: number, more?: Call) => call(stage, 'startLate', { minutes }, more);

const bodyOf = ({ body }: ApiResponse) => JSON.parse(body) as Record<string, unknown>;

/** Minutes after the meeting time. */
const endsAt = async (stage: Stage): Promise<number> => (Date.parse((await stage.row).ended_at ?? '') - t(0)) / 60_000;

describe('a meeting that is extended', () => {
  it('goes on past its hard end, and ends at the new one', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 110);
    const response = await extend(stage, 30);
    expect(response.status).toBe(200);
    expect(bodyOf(response)).toEqual({
      meet_time: '2026-12-01T15:00:00Z',
      ends_at: '2026-12-01T16:00:00Z',
      hard_end: '2026-12-01T17:30:00Z',
    });
    await stage.stay('student', 110, 200);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'TIME_LIMIT' });
    expect(await endsAt(stage)).toBeCloseTo(150, 0);
    await stage.at(300);
    expect(stage.launched).toBe(1);
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('ends at the new hard end also when its workflow stands still: a wake-up that is early arms the next', async () => {
    const stage = await new Stage({ withoutNets: new Set(['sweep']) }).schedule();
    await stage.at(5);
    await stage.say('teacher', 'joined');
    await extend(stage, 30);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.stay('student', 6, 148);
    expect((await stage.row).status).toBe('IN_PROGRESS');
    await stage.at(160);
    expect(await stage.row).toMatchObject({ status: 'ENDED' });
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('up to the limit, three hours after the planned end: its hosts have had that timer from the launch', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    const [machine] = stage.world.ec2.machinesOf(stage.id);
    expect(machine?.host.hardEnd).toBe(t(240));
    expect((await extend(stage, 100)).status).toBe(200);
    const before = await stage.row;
    const refused = await extend(stage, 30);
    expect(refused.status).toBe(409);
    expect(bodyOf(refused)['detail']).toBe('At most 20 more minutes are possible.');
    expect(await stage.row).toEqual(before);
    expect((await extend(stage, 20)).status).toBe(200);
    expect((await extend(stage, 1)).status).toBe(409);
    await stage.stay('teacher', 2, 260);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'TIME_LIMIT' });
    expect(await endsAt(stage)).toBeCloseTo(240, 0);
  });

  it('by a repeated call, also of fifty at once, with one Idempotency-Key: once', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    expect((await extend(stage, 10, { key: 'once' })).status).toBe(200);
    const responses = await Promise.all(Array.from({ length: 50 }, () => extend(stage, 10, { key: 'once' })));
    expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
    expect((await stage.row).extensions).toHaveLength(1);
    expect((await extend(stage, 10, { key: 'twice' })).status).toBe(200);
    expect((await stage.row).extensions).toHaveLength(2);
  });

  it('by all minutes, and again with the same Idempotency-Key: the answer is the same', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    const first = await extend(stage, 120, { key: 'once' });
    expect(first.status).toBe(200);
    expect(await extend(stage, 120, { key: 'once' })).toEqual(first);
    expect((await extend(stage, 1, { key: 'twice' })).status).toBe(409);
  });

  it('not with an Idempotency-Key that was used for other minutes', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    expect((await extend(stage, 10, { key: 'once' })).status).toBe(200);
    const { status, body } = await extend(stage, 20, { key: 'once' });
    expect([status, JSON.parse(body)]).toMatchObject([422, { errors: [{ field: 'Idempotency-Key' }] }]);
    expect((await stage.row).extensions).toMatchObject([{ minutes: 10 }]);
  });

  it.each([
    ['extended', extend],
    ['started late', late],
  ])('launches its replacement with the same timer, also when it was %s', async (_how, change) => {
    const stage = await new Stage({
      behaviourOf: ({ attempt }) => (attempt === 1 ? { diesAfter: 30_000 } : {}),
    }).schedule();
    await stage.at(-9.8);
    expect((await change(stage, 10)).status).toBe(200);
    expect(stage.launched).toBe(1);
    await stage.at(1);
    expect(stage.world.ec2.machinesOf(stage.id).map(({ host }) => host.hardEnd)).toEqual([t(240), t(240)]);
  });
});

describe('a meeting that starts late', () => {
  it('waits for people longer', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    const response = await late(stage, 20);
    expect(response.status).toBe(200);
    expect(bodyOf(response)).toEqual({
      meet_time: '2026-12-01T15:20:00Z',
      ends_at: '2026-12-01T16:20:00Z',
      hard_end: '2026-12-01T17:20:00Z',
    });
    await stage.at(34);
    expect(await stage.row).toMatchObject({ status: 'READY' });
    await stage.stay('teacher', 34, 50);
    await stage.at(200);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.launched).toBe(1);
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('and to which nobody comes ends at the end of the later window', async () => {
    const stage = await new Stage().schedule();
    await stage.at(14);
    await late(stage, 30);
    await stage.at(44);
    expect(await stage.row).toMatchObject({ status: 'READY' });
    await stage.at(46);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
  });

  it('counts from the planned start: a repeated call changes nothing', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    await late(stage, 10);
    const before = await stage.row;
    expect((await late(stage, 10)).status).toBe(200);
    expect((await late(stage, 5)).status).toBe(200);
    expect(await stage.row).toEqual(before);
    await late(stage, 30);
    expect((await stage.row).meet_time).toBe('2026-12-01T15:30:00Z');
  });

  it('not past the timer of its host, when the end was extended before', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    expect((await extend(stage, 115)).status).toBe(200);
    const before = await stage.row;
    const refused = await late(stage, 10);
    expect([refused.status, bodyOf(refused)]).toMatchObject([409, { errors: [{ field: 'minutes', limit: 5 }] }]);
    expect(await stage.row).toEqual(before);
    expect((await late(stage, 5)).status).toBe(200);
  });

  it('not after somebody came', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-2);
    await stage.say('student', 'joined');
    expect((await late(stage, 10)).status).toBe(409);
    expect(await stage.row).toMatchObject({ meet_time: '2026-12-01T15:00:00Z' });
  });
});

it('the link and the page of the organiser say what can still change', async () => {
  const stage = await new Stage().schedule();
  const shown = async (): Promise<unknown[]> => {
    const join = await stage.world.request('join', { id: stage.id, role: 'teacher' }, undefined, {
      headers: { 'x-link-key': stage.keyOf('teacher') },
    });
    const details = await stage.world.request('getMeeting', { id: stage.id });
    const [link, page] = [join, details].map((response) => {
      const { hard_end, extension_minutes_left, late_minutes, late_minutes_left } = bodyOf(response);
      return [hard_end, extension_minutes_left, late_minutes, late_minutes_left];
    });
    expect(link).toEqual(page);
    return link!;
  };
  expect(await shown()).toEqual(['2026-12-01T17:00:00Z', 0, 0, 0]);
  await stage.at(-5);
  expect(await shown()).toEqual(['2026-12-01T17:00:00Z', 120, 0, 30]);
  await late(stage, 10);
  expect(await shown()).toEqual(['2026-12-01T17:10:00Z', 110, 10, 20]);
  await extend(stage, 95);
  expect(await shown()).toEqual(['2026-12-01T18:45:00Z', 15, 10, 15]);
  await stage.say('student', 'joined');
  expect(await shown()).toEqual(['2026-12-01T18:45:00Z', 15, 10, 0]);
});

describe.each(['extendMeeting', 'startLate'] as const)('%s', (route) => {
  it('is refused before the launch and after the end', async () => {
    const stage = await new Stage().schedule();
    expect((await call(stage, route, { minutes: 10 })).status).toBe(409);
    await stage.at(200);
    expect((await call(stage, route, { minutes: 10 })).status).toBe(410);
  });

  it.each([
    ['of the student', { minutes: 10 }, { by: 'student' }, 403],
    ['for the student', { minutes: 10, role: 'student' }, {}, 422],
    ['of no minutes', {}, {}, 422],
    ['of half a minute', { minutes: 0.5 }, {}, 422],
    ['of fewer than one minute', { minutes: -10 }, {}, 422],
    ['of a thousand minutes', { minutes: 1000 }, {}, 422],
  ] as const)('%s is refused, and nothing is written', async (_what, body, more, status) => {
    const stage = await new Stage().schedule();
    await stage.at(-2);
    const before = await stage.row;
    const response = await call(stage, route, body, more);
    expect(response.status).toBe(status);
    if (status === 422) expect(bodyOf(response)['errors']).toHaveLength(1);
    expect(await stage.row).toEqual(before);
  });
});

it('a host that an earlier version launched has no later timer, so its meeting is not extended', async () => {
  const stage = await new Stage().schedule();
  await stage.at(1);
  const { latest_end: _later, ...row } = await stage.row;
  await stage.world.meetings.replace({ ...row, version: row.version + 1 }, row.version);
  expect((await extend(stage, 10)).status).toBe(409);
});

describe('the organiser', () => {
  const change = (stage: Stage, body: object) => stage.world.request('changeMeeting', { id: stage.id }, body);

  it('extends a meeting, once in repeated requests, and not below what the teacher added', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 60);
    const response = await change(stage, { extended_minutes: 30 });
    expect([response.status, bodyOf(response)]).toMatchObject([
      200,
      { hard_end: '2026-12-01T17:30:00Z', extended_minutes: 30, extension_minutes_left: 90 },
    ]);
    await change(stage, { extended_minutes: 30 });
    expect((await extend(stage, 15)).status).toBe(200);
    const back = await change(stage, { extended_minutes: 40 });
    expect([back.status, bodyOf(back)]).toMatchObject([409, { errors: [{ field: 'extended_minutes' }] }]);
    expect((await stage.row).extensions).toMatchObject([{ minutes: 30 }, { minutes: 15 }]);
    expect((await stage.row).revision).toBe(1);
    const { body } = await stage.world.request('getActions', { id: stage.id });
    const extensions = (JSON.parse(body) as { actions: { what: string; by: { kind: string } }[] }).actions;
    expect(extensions.filter(({ what }) => what === 'extended').map(({ by }) => by.kind)).toEqual([
      'administrator',
      'teacher',
    ]);
  });

  it('starts a meeting late that was launched, without another execution', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    const response = await change(stage, { late_minutes: 20, student_name: 'Benny' });
    expect([response.status, bodyOf(response)]).toMatchObject([
      200,
      { meet_time: '2026-12-01T15:20:00Z', late_minutes: 20, student_name: 'Benny' },
    ]);
    expect((await change(stage, { late_minutes: 20 })).status).toBe(200);
    expect(await stage.row).toMatchObject({ revision: 1, late_minutes: 20, status: 'READY' });
    await stage.stay('teacher', 20, 25);
    const late = await change(stage, { late_minutes: 25 });
    expect([late.status, bodyOf(late)]).toMatchObject([409, { errors: [{ field: 'late_minutes' }] }]);
  });

  it.each([
    ['before the launch', -120, { extended_minutes: 10 }, 409, 'extended_minutes'],
    ['before the launch', -120, { late_minutes: 10 }, 409, 'late_minutes'],
    ['beyond the limit', 5, { extended_minutes: 121 }, 409, 'extended_minutes'],
    ['backwards', 5, { extended_minutes: -1 }, 422, 'extended_minutes'],
    ['after the end', 60, { extended_minutes: 10 }, 410, 'id'],
  ])('changes neither start nor end %s', async (_when, minute, body, status, field) => {
    const stage = await new Stage().schedule();
    await stage.at(minute);
    const before = await stage.row;
    const response = await change(stage, body);
    expect([response.status, bodyOf(response)]).toMatchObject([status, { errors: [{ field }] }]);
    expect(await stage.row).toEqual(before);
  });
});
