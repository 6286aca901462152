import { describe, expect, it } from '@jest/globals';
import { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { interceptCalls, type PortCall } from '../../simulation/world/intercept-calls.ts';
import type { MeetingQuery } from '../../steps/ports.ts';
import { t } from '../support/meeting.ts';
import { LESSON, Stage } from '../support/stage.ts';

type Around = (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>;

const aWorld = (around: Around = (_, make) => make(), options: Partial<WorldOptions> = {}): World =>
  new World({
    start: t(-60),
    ...options,
    between: interceptCalls((call, make) => (call.caller === 'schedule' ? around(call, make) : make())),
  });

const schedule = (world: World, key?: string) =>
  world.request('schedule', {}, LESSON, key === undefined ? {} : { headers: { 'idempotency-key': key } });

const calls: PortCall[] = [];
await schedule(
  aWorld((call, make) => (calls.push(call), make())),
  'lesson',
);

/** Interrupts the request before or after the effect of one port call; all later calls fail too. */
const cutAt =
  (number: number, when: 'before' | 'after'): Around =>
  async (call, make) => {
    if (call.number === number && when === 'before') throw new Error('the function was killed');
    if (call.number > number) throw new Error('the function was killed');
    const result = await make();
    if (call.number === number) throw new Error('the function was killed');
    return result;
  };

describe('a call of /schedule', () => {
  it('makes calls of every port that it changes', () => {
    expect(calls.map(({ port, method }) => `${port}.${method}`)).toEqual(
      expect.arrayContaining([
        'meetings.saveIdempotencyRecord',
        'meetings.insert',
        'wakeUps.arm',
        'workflow.start',
        'meetings.replace',
      ]),
    );
  });

  it.each(['before', 'after'] as const)(
    'that is interrupted %s any port call: a repeated call schedules one meeting',
    async (when) => {
      for (const { number } of calls) {
        let cut: Around = cutAt(number, when);
        const world = aWorld((call, make) => cut(call, make));
        expect((await schedule(world, 'lesson')).status).toBeGreaterThanOrEqual(500);
        cut = (_, make) => make();
        const repeated = await schedule(world, 'lesson');
        expect(repeated.status).toBe(200);
        expect((await schedule(world, 'lesson')).body).toBe(repeated.body);
        await world.run(t(16));
        const rows = [...world.meetings.rows()];
        expect(rows).toHaveLength(1);
        expect(rows[0]).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
        expect([...world.ec2.machines()]).toHaveLength(1);
        expect(world.wakeUps.armed).toBe(0);
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'that is interrupted %s any port call and not repeated: nothing is launched, and nothing remains',
    async (when) => {
      for (const { number } of calls) {
        const world = aWorld(cutAt(number, when));
        await schedule(world, 'lesson');
        const [row] = [...world.meetings.rows()];
        const accepted = row?.accepted === true;
        if (row) expect((await world.request('getMeeting', { id: row.id })).status).toBe(accepted ? 200 : 404);
        // The last wake-up fires three minutes after the hard end.
        await world.run(t(124));
        if (accepted) continue;
        expect([...world.ec2.machines()]).toEqual([]);
        for (const left of world.meetings.rows()) expect(left).toMatchObject({ status: 'ENDED', accepted: false });
        expect(world.wakeUps.armed).toBe(0);
        expect(world.engine.list().filter(({ status }) => status === 'RUNNING')).toEqual([]);
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'that is interrupted %s any port call: the meeting ends without a sweep',
    async (when) => {
      for (const { number } of calls) {
        const world = aWorld(cutAt(number, when), { withoutNets: new Set(['sweep', 'schedules']) });
        await schedule(world, 'lesson');
        await world.run(t(124));
        for (const row of world.meetings.rows()) expect(row.status).toBe('ENDED');
        expect(world.engine.list().filter(({ status }) => status === 'RUNNING')).toEqual([]);
        expect([...world.ec2.machines()].filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
      }
    },
  );

  it('that is repeated after its execution has ended: returns 503 and launches nothing', async () => {
    const insert = calls.find(({ method }) => method === 'insert')?.number ?? 0;
    let cut: Around = cutAt(insert, 'before');
    const world = aWorld((call, make) => cut(call, make));
    expect((await schedule(world, 'lesson')).status).toBe(500);
    cut = (_, make) => make();
    await world.run(t(-8));
    expect((await schedule(world, 'lesson')).status).toBe(503);
    await world.run(t(124));
    expect([...world.meetings.rows()]).toEqual([]);
    expect([...world.ec2.machines()]).toEqual([]);
    expect(world.wakeUps.armed).toBe(0);
  });

  it('made fifty times at once with one key: one meeting and fifty equal responses', async () => {
    const world = aWorld();
    const responses = await Promise.all(Array.from({ length: 50 }, () => schedule(world, 'lesson')));
    expect(new Set(responses.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect([...world.meetings.rows()]).toHaveLength(1);
    expect(world.engine.list()).toHaveLength(1);
  });
});

describe('the limit of hosts', () => {
  const LIMITED = { settings: { maxInFlight: 2 } };
  const at = async (world: World, minutes: number, fields: Record<string, unknown> = {}): Promise<number> => {
    const meet_time = new Date(t(minutes)).toISOString();
    return (await world.request('schedule', {}, { ...LESSON, meet_time, ...fields })).status;
  };

  it('refuses a meeting that would be one too many at any instant, at any distance', async () => {
    const world = aWorld(undefined, { ...LIMITED, start: t(-60 * 24 * 200) });
    expect(await at(world, 0)).toBe(200);
    expect(await at(world, 30)).toBe(200);
    expect(await at(world, 45)).toBe(429);
    // The launch counts, ten minutes before the meeting time.
    expect(await at(world, 69)).toBe(429);
    expect(await at(world, 70)).toBe(200);
  });

  it('counts the busiest instant, not all meetings that a long one touches', async () => {
    const world = aWorld(undefined, LIMITED);
    expect(await at(world, 0)).toBe(200);
    expect(await at(world, 120)).toBe(200);
    expect(await at(world, 240)).toBe(200);
    expect(await at(world, 0, { duration_minutes: 480 })).toBe(200);
    expect(await at(world, 120)).toBe(429);
  });

  it('counts a meeting whose launch is before the planned end of the new one', async () => {
    const world = aWorld(undefined, { settings: { maxInFlight: 1 } });
    expect(await at(world, 69)).toBe(200);
    expect(await at(world, 0)).toBe(429);
  });

  it('counts the meetings of all pages of the list', async () => {
    let world: World | undefined;
    const pagesOfOne: Around = (call, make) =>
      call.method === 'list' ? world!.meetings.list({ ...(call.args[0] as MeetingQuery), limit: 1 }) : make();
    world = aWorld(pagesOfOne, LIMITED);
    expect([await at(world, 0), await at(world, 0), await at(world, 0)]).toEqual([200, 200, 429]);
  });

  it('counts an eight-hour meeting near its end', async () => {
    const world = aWorld(undefined, { settings: { maxInFlight: 1 } });
    expect(await at(world, 0, { duration_minutes: 480 })).toBe(200);
    expect(await at(world, 470)).toBe(429);
    expect(await at(world, 490)).toBe(200);
  });

  it('counts a meeting that takes longer than planned', async () => {
    const stage = await new Stage({ settings: { maxInFlight: 1 } }).schedule();
    await stage.stay('teacher', 0, 70);
    expect(await at(stage.world, 70)).toBe(429);
    await stage.at(90);
    expect(await at(stage.world, 90)).toBe(200);
  });

  it('does not count meetings that have ended or were cancelled', async () => {
    const stage = await new Stage({ settings: { maxInFlight: 1 } }).schedule();
    await stage.cancel();
    expect(await at(stage.world, 0)).toBe(200);
  });
});

describe('a meeting that is accepted after its launch time', () => {
  /** The row is written at once, and accepted after `seconds`. Retries with jitter follow at once. */
  async function acceptedAfter(seconds: number): Promise<World> {
    let world: World | undefined;
    const late: Around = async (call, make) => {
      if (call.method === 'replace')
        await new Promise<void>((resolve) => world!.timers.at(world!.now + seconds * 1000, () => resolve()));
      return make();
    };
    world = aWorld(late, { start: t(-5), random: () => 0 });
    const response = schedule(world);
    await world.run(t(2));
    await response;
    return world;
  }

  it('is launched when the call takes less than a minute', async () => {
    const [row] = (await acceptedAfter(55)).meetings.rows();
    expect(row).toMatchObject({ accepted: true, status: 'READY' });
  });

  it('is not launched when the call takes longer', async () => {
    const [row] = (await acceptedAfter(65)).meetings.rows();
    expect(row).toMatchObject({ outcome: 'FAILED', failure: { reason: 'NOT_ACCEPTED' } });
  });
});
