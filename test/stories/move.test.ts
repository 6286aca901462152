import { describe, expect, it } from '@jest/globals';
import { interceptCalls, type PortCall } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { ApiResponse } from '../../steps/http-types.ts';
import type { Meeting } from '../../steps/domain/meeting.ts';
import { iso, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

type Around = (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>;

const change = (stage: Stage, body: object, ifMatch?: string): Promise<ApiResponse> =>
  stage.world.request(
    'changeMeeting',
    { id: stage.id },
    body,
    ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } },
  );

const etagOf = async (stage: Stage): Promise<string> =>
  (await stage.world.request('getMeeting', { id: stage.id })).headers['ETag'] ?? '';

const detailOf = ({ body }: ApiResponse): string => (JSON.parse(body) as { detail: string }).detail;

/** Revisions whose execution runs. */
const running = ({ world, id }: Stage): string[] =>
  world.engine.list().flatMap(({ name, status }) => (status === 'RUNNING' ? [name.slice(id.length + 1)] : []));

const launchedAt = ({ world, id }: Stage): number[] =>
  world.ec2.machinesOf(id).map(({ host }) => (host.launchedAt - t(0)) / 60_000);

describe('a meeting that is moved', () => {
  it('to a later time: launches then, once, with the same links and room', async () => {
    const stage = await new Stage().schedule();
    const before = await stage.row;
    const response = await change(stage, { meet_time: iso(30), reason: 'The train is late.' });
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toMatchObject({
      meet_time: '2026-12-01T15:30:00Z',
      launch_at: '2026-12-01T15:20:00Z',
      plan: 2,
      change: { from: before.meet_time, reason: 'The train is late.' },
    });
    expect(running(stage)).toEqual(['2']);
    const { jitsi_url, links, accepted } = before;
    expect(await stage.row).toMatchObject({ jitsi_url, links, accepted, revision: 2 });
    await stage.stay('teacher', 30, 50);
    await stage.at(200);
    expect(launchedAt(stage)).toEqual([20]);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(await stage.row).not.toHaveProperty('other_revisions');
    expect(stage.world.wakeUps.armed).toBe(0);
    expect(running(stage)).toEqual([]);
  });

  it('to an earlier time, and another length: launches then', async () => {
    const stage = await new Stage().schedule();
    expect((await change(stage, { meet_time: iso(-30), duration_minutes: 30 })).status).toBe(200);
    await stage.at(200);
    expect(launchedAt(stage)).toEqual([-40]);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('to a time that has begun: launches at once', async () => {
    const stage = await new Stage().schedule();
    expect((await change(stage, { meet_time: iso(-70) })).status).toBe(200);
    await stage.at(-57);
    expect(await stage.row).toMatchObject({ status: 'READY', revision: 2 });
  });

  it('several times: the last time counts', async () => {
    const stage = await new Stage().schedule();
    for (const minutes of [20, 40, 10, 60]) expect((await change(stage, { meet_time: iso(minutes) })).status).toBe(200);
    expect(running(stage)).toEqual(['5']);
    expect(stage.world.wakeUps.armed).toBe(2);
    await stage.at(200);
    expect(launchedAt(stage)).toEqual([50]);
  });

  it('to two times at once: one of them, and one launch', async () => {
    const stage = await new Stage().schedule();
    const responses = await Promise.all([20, 40].map((minutes) => change(stage, { meet_time: iso(minutes) })));
    const statuses = responses.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    await stage.at(300);
    expect(stage.launched).toBe(1);
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('and cancelled: nothing launches, and nothing remains', async () => {
    const stage = await new Stage().schedule();
    await change(stage, { meet_time: iso(30) });
    await stage.cancel();
    expect(running(stage)).toEqual([]);
    expect(stage.world.wakeUps.armed).toBe(0);
    expect((await change(stage, { meet_time: iso(60) })).status).toBe(409);
    await stage.at(200);
    expect(stage.launched).toBe(0);
  });

  it('does not count itself when the hosts are counted', async () => {
    const stage = await new Stage({ settings: { maxInFlight: 1 } }).schedule();
    expect((await change(stage, { meet_time: iso(10) })).status).toBe(200);
    const other = await stage.world.request(
      'schedule',
      {},
      {
        teacher_name: 'Eve',
        student_name: 'Finn',
        meet_time: iso(120),
        frontend_base_url: 'https://lessons.example/join',
      },
    );
    expect(other.status).toBe(200);
    const before = await stage.row;
    expect((await change(stage, { meet_time: iso(100) })).status).toBe(429);
    expect(await stage.row).toEqual(before);
  });
});

describe('a change', () => {
  it('that changes nothing writes nothing', async () => {
    const stage = await new Stage().schedule({ time_zone: 'Europe/Berlin' });
    const before = await stage.row;
    for (const body of [{}, { reason: 'No.' }, { meet_time: '2026-12-01T16:00', teacher_name: 'Ada' }])
      expect((await change(stage, body)).status).toBe(200);
    expect(await stage.row).toEqual(before);
  });

  it('of names, addresses, languages and zones is possible while people meet', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    await stage.say('teacher', 'joined');
    const fields = {
      student_name: 'Bo',
      student_email: 'bo@example.org',
      student_language: 'de',
      student_time_zone: 'Asia/Tokyo',
    };
    expect((await change(stage, fields)).status).toBe(200);
    expect(await stage.row).toMatchObject({ ...fields, plan: 2, revision: 1, status: 'IN_PROGRESS' });
  });

  it('of the time after the launch returns 409, and nothing is written', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-9);
    const before = await stage.row;
    const response = await change(stage, { meet_time: iso(30), teacher_name: 'Eve' });
    expect(response.status).toBe(409);
    expect(detailOf(response)).toMatch(/launched/);
    expect(await stage.row).toEqual(before);
  });

  it('of a meeting that was ended a moment ago returns 409, before its host is gone', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 5);
    await stage.end();
    const before = await stage.row;
    expect(before).toMatchObject({ status: 'IN_PROGRESS', verdict: { outcome: 'COMPLETED' } });
    const { status, body } = await change(stage, { teacher_name: 'Eve' });
    expect([status, JSON.parse(body)]).toMatchObject([409, { errors: [{ code: 'ENDED' }] }]);
    expect(await stage.row).toEqual(before);
  });

  it('of an ended meeting returns 409', async () => {
    const stage = await new Stage().schedule();
    await stage.at(200);
    for (const body of [{ meet_time: iso(300) }, { teacher_name: 'Eve' }])
      expect((await change(stage, body)).status).toBe(409);
  });

  it.each([
    [{ meet_time: iso(-1000) }, 'meet_time'],
    [{ meet_time: iso(60 * 24 * 400) }, 'meet_time'],
    [{ meet_time: 'tomorrow' }, 'meet_time'],
    [{ meet_time: '2026-12-01T16:00' }, 'meet_time'],
    [{ time_zone: 'Mars/Base' }, 'time_zone'],
    [{ duration_minutes: 1 }, 'duration_minutes'],
    [{ teacher_name: '' }, 'teacher_name'],
    [{ teacher_time_zone: '+02:00' }, 'teacher_time_zone'],
    [{ reason: '\u202E' }, 'reason'],
  ])('%j returns 422 and names the field, and nothing is written', async (body, field) => {
    const stage = await new Stage().schedule();
    const before = await stage.row;
    const response = await change(stage, body);
    expect(response.status).toBe(422);
    expect((JSON.parse(response.body) as { errors: { field: string }[] }).errors.map((each) => each.field)).toEqual([
      field,
    ]);
    expect(await stage.row).toEqual(before);
  });

  it('that is based on an older plan returns 412; a presence does not make it older', async () => {
    const stage = await new Stage().schedule();
    const first = await etagOf(stage);
    await stage.say('teacher', 'waiting');
    expect(await etagOf(stage)).not.toBe(first);
    expect((await change(stage, { meet_time: iso(30) }, first)).status).toBe(200);
    const before = await stage.row;
    expect((await change(stage, { meet_time: iso(60) }, first)).status).toBe(412);
    expect((await change(stage, { teacher_name: 'Eve' }, `${first}, "9.9"`)).status).toBe(412);
    expect(await stage.row).toEqual(before);
    // Its own repetition is no conflict.
    expect((await change(stage, { meet_time: iso(30) }, first)).status).toBe(200);
    expect((await change(stage, { meet_time: iso(60) }, await etagOf(stage))).status).toBe(200);
    expect((await change(stage, { teacher_name: 'Eve' }, '*')).status).toBe(200);
  });
});

it('a meeting that the client knows is not sent again', async () => {
  const stage = await new Stage().schedule();
  const known = { headers: { 'if-none-match': await etagOf(stage) } };
  expect(await stage.world.request('getMeeting', { id: stage.id }, undefined, known)).toMatchObject({
    status: 304,
    body: '',
  });
  await stage.say('teacher', 'waiting');
  expect((await stage.world.request('getMeeting', { id: stage.id }, undefined, known)).status).toBe(200);
});

/** A meeting, and a call of the route that `around` disturbs. */
async function aStage(around: Around, options: Partial<WorldOptions> = {}): Promise<Stage> {
  const between = interceptCalls((call, make) => (call.caller === 'changeMeeting' ? around(call, make) : make()));
  return new Stage({ ...options, between }).schedule();
}

const calls: PortCall[] = [];
await change(await aStage((call, make) => (calls.push(call), make())), { meet_time: iso(30) });
const first = calls[0]!.number;

const cutAt =
  (number: number, when: 'before' | 'after'): Around =>
  async (call, make) => {
    if (call.number > number || (call.number === number && when === 'before'))
      throw new Error('the function was killed');
    const result = await make();
    if (call.number === number) throw new Error('the function was killed');
    return result;
  };

/** The row's revision has an execution and both wake-ups. */
function expectOnePlan({ world }: Stage, row: Meeting): void {
  expect(world.execution(`${row.id}-${row.revision}`)?.status).toBe('RUNNING');
  expect(world.wakeUps.armedFor(row.id, row.revision)).toBe(2);
}

describe('a move', () => {
  it('makes calls of every port that it changes', () => {
    const made = new Set(calls.map(({ port, method }) => `${port}.${method}`));
    for (const call of ['meetings.replace', 'wakeUps.arm', 'workflow.start', 'workflow.stop', 'wakeUps.disarm'])
      expect(made).toContain(call);
  });

  describe.each([
    ['later', 30],
    ['earlier', -30],
  ])('to a time that is %s', (_which, minutes) => {
    const body = { meet_time: iso(minutes) };

    it.each(['before', 'after'] as const)(
      'that is interrupted %s any port call: the row has one plan with its wake-ups, and a repeated call moves it',
      async (when) => {
        for (const { number } of calls) {
          let cut: Around = cutAt(number, when);
          const stage = await aStage((call, make) => cut(call, make));
          await change(stage, body);
          expectOnePlan(stage, await stage.row);
          cut = (_, make) => make();
          expect((await change(stage, body)).status).toBe(200);
          expectOnePlan(stage, await stage.row);
          await stage.at(200);
          expect(launchedAt(stage)).toEqual([minutes - 10]);
          expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
          expect(running(stage)).toEqual([]);
          expect(stage.world.wakeUps.armed).toBe(0);
          expect(stage.world.failedSweeps).toEqual([]);
        }
      },
    );

    it.each(['before', 'after'] as const)(
      'that is interrupted %s any port call and not repeated: the sweep settles what is left',
      async (when) => {
        for (const { number } of calls) {
          const stage = await aStage(cutAt(number, when));
          await change(stage, body);
          await stage.at(-44);
          const row = await stage.row;
          expectOnePlan(stage, row);
          expect(row).not.toHaveProperty('other_revisions');
          expect(running(stage)).toEqual([String(row.revision)]);
          expect(stage.world.wakeUps.armed).toBe(2);
          await stage.at(200);
          expect(launchedAt(stage)).toEqual([row.revision === 1 ? -10 : minutes - 10]);
          expect((await stage.row).status).toBe('ENDED');
        }
      },
    );

    it.each(['before', 'after'] as const)(
      'that is interrupted %s any port call and not repeated: everything ends without a sweep',
      async (when) => {
        for (const { number } of calls) {
          const stage = await aStage(cutAt(number, when), { withoutNets: new Set(['sweep']) });
          await change(stage, body);
          const { revision } = await stage.row;
          await stage.at(250);
          expect(launchedAt(stage)).toEqual([revision === 1 ? -10 : minutes - 10]);
          expect(running(stage)).toEqual([]);
          expect(stage.world.wakeUps.armed).toBe(0);
          expect(stage.world.engine.list().filter(({ status }) => status === 'FAILED')).toEqual([]);
        }
      },
    );
  });

  it.each(['before', 'after'] as const)(
    'meets a cancellation %s any of its port calls: nothing launches',
    async (when) => {
      for (const { number } of calls) {
        let stage: Stage | undefined;
        stage = await aStage(async (call, make) => {
          if (call.number === number && when === 'before') await stage?.cancel();
          const result = await make();
          if (call.number === number && when === 'after') await stage?.cancel();
          return result;
        });
        await change(stage, { meet_time: iso(30) });
        expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'CANCELLED' });
        expect(running(stage)).toEqual([]);
        expect(stage.world.wakeUps.armed).toBe(0);
        await stage.at(200);
        expect(stage.launched).toBe(0);
      }
    },
  );

  it.each(['before', 'after'] as const)('meets the launch %s any of its port calls: one host at most', async (when) => {
    for (const { number } of calls) {
      let stage: Stage | undefined;
      stage = await aStage(async (call, make) => {
        const launch = () => stage!.world.run(t(-9.9));
        if (call.number === number && when === 'before') await launch();
        const result = await make();
        if (call.number === number && when === 'after') await launch();
        return result;
      });
      await stage.at(-10.1);
      const { status } = await change(stage, { meet_time: iso(30) });
      expect([200, 409]).toContain(status);
      expect((await stage.row).revision).toBe(status === 200 ? 2 : 1);
      await stage.at(200);
      expect(launchedAt(stage)).toEqual([status === 200 ? 20 : -10]);
      expect(running(stage)).toEqual([]);
      expect(stage.world.wakeUps.armed).toBe(0);
    }
  });

  it('is refused that moved nothing when it was read: the meeting was moved meanwhile', async () => {
    let stage: Stage | undefined;
    let moved: Promise<ApiResponse> | undefined;
    stage = await aStage(async (_call, make) => {
      const result = await make();
      if (moved) return result;
      moved = change(stage!, { meet_time: iso(30) });
      await moved;
      return result;
    });
    expect((await change(stage, { meet_time: iso(0), teacher_name: 'Eve' })).status).toBe(409);
    expect((await moved)?.status).toBe(200);
    expect(await stage.row).toMatchObject({ revision: 2, meet_time: '2026-12-01T15:30:00Z', teacher_name: 'Ada' });
  });

  it('whose execution has ended already gives up', async () => {
    const stage = await aStage(async (call, make) => {
      const result = await make();
      return call.method === 'start' ? { ...(result as object), alreadyEnded: true } : result;
    });
    expect((await change(stage, { meet_time: iso(30) })).status).toBe(409);
    expectOnePlan(stage, await stage.row);
    expect(await stage.row).toMatchObject({ revision: 1, meet_time: '2026-12-01T15:00:00Z' });
    expect(running(stage)).toEqual(['1']);
  });

  it('to another length that meets a move to another time gives up: its execution has the launch time before', async () => {
    let goOn: () => void = () => undefined;
    const lengthStarted = new Promise<void>((resolve) => (goOn = resolve));
    let starts = 0;
    const stage = await aStage(async (call, make) => {
      const result = await make();
      if (call.method !== 'start') return result;
      starts += 1;
      if (starts === 1) await lengthStarted;
      else {
        goOn();
        await move;
      }
      return result;
    });
    const move = change(stage, { meet_time: iso(30) });
    expect((await change(stage, { duration_minutes: 90 })).status).toBe(409);
    expect((await move).status).toBe(200);
    expectOnePlan(stage, await stage.row);
    expect(await stage.row).toMatchObject({ meet_time: '2026-12-01T15:30:00Z', duration_minutes: 60 });
    expect(running(stage)).toEqual(['2']);
    await stage.at(200);
    expect(launchedAt(stage)).toEqual([20]);
  });

  it('that takes longer than half a minute gives up', async () => {
    let stage: Stage | undefined;
    stage = await aStage(async (call, make) => {
      if (call.number === first + 4) await stage!.world.run(t(-59));
      return make();
    });
    expect((await change(stage, { meet_time: iso(-55) })).status).toBe(409);
    expect(await stage.row).toMatchObject({ revision: 1, meet_time: '2026-12-01T15:00:00Z' });
    expect(running(stage)).toEqual(['1']);
    expect(stage.world.wakeUps.armed).toBe(2);
  });

  it('to a time that has begun, and is slow: its execution waits for the row', async () => {
    let stage: Stage | undefined;
    stage = await aStage(async (call, make) => {
      const result = await make();
      if (call.method === 'start') await stage!.world.run(t(-60) + 20_000);
      return result;
    });
    expect((await change(stage, { meet_time: iso(-62) })).status).toBe(200);
    await stage.at(-57);
    expect(await stage.row).toMatchObject({ status: 'READY', revision: 2 });
    expect(stage.launched).toBe(1);
  });
});
