import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { NetName } from '../../simulation/world/nets.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { iso, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const BOOT = 'stand-in#template-1';
const timesOf = async ({ world }: Stage) => (await world.ports.readyTimes.find(BOOT))?.times;

/** A meeting whose lead is learned. Twenty meetings before it waited so long for their hosts. */
async function learning(seconds: number | undefined, options: Partial<WorldOptions> = {}): Promise<Stage> {
  const stage = new Stage({ timetable: { longestLead: 1_200 }, ...options });
  if (seconds !== undefined) {
    const times = Array.from({ length: 20 }, (_, index) => ({ id: `m${index}`, seconds }));
    await stage.world.ports.readyTimes.replace(BOOT, { organiser: 'default', version: 1, times, expires_at: 0 }, 0);
  }
  return stage.schedule();
}

const launchedAt = ({ world, id }: Stage): number[] =>
  world.ec2.machinesOf(id).map(({ host }) => (host.launchedAt - t(0)) / 60_000);

describe('a meeting whose lead is learned', () => {
  it('launches as long before as hosts need, within 40 transitions', async () => {
    const stage = await learning(100);
    expect((await stage.row).launch_at).toBe('2026-12-01T14:40:00Z');
    await stage.at(-19);
    expect(await stage.row).toMatchObject({ status: 'SCHEDULED', launch_lead: 200, launch_at: '2026-12-01T14:56:40Z' });
    await stage.stay('teacher', -1, 60);
    expect(launchedAt(stage)).toEqual([-200 / 60]);
    await stage.at(120);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
    expect(stage.execution.transitions).toBeLessThanOrEqual(40);
    expect(await timesOf(stage)).toContainEqual({ id: stage.id, seconds: 99 });
  });

  it('tells people when the room is expected to open: first with the fixed lead, then with the one that was learned', async () => {
    const stage = await learning(100);
    const opensAt = async (): Promise<unknown> => {
      const joined = await stage.world.request(
        'join',
        { id: stage.id, role: 'teacher' },
        undefined,
        keyHeader(stage.keyOf('teacher')),
      );
      return (JSON.parse(joined.body) as Record<string, unknown>)['opens_at'];
    };
    expect(await opensAt()).toBe('2026-12-01T14:50:30Z');
    await stage.at(-19);
    expect(await opensAt()).toBe('2026-12-01T14:57:10Z');
  });

  it('launches with the fixed lead while there are no observations', async () => {
    const stage = await learning(undefined);
    await stage.at(0);
    expect(launchedAt(stage)).toEqual([-10]);
    expect(await timesOf(stage)).toEqual([{ id: stage.id, seconds: 99 }]);
  });

  it('counts a host that was given up', async () => {
    const stage = await learning(100, {
      behaviourOf: ({ attempt }) => (attempt === 1 ? { healthyAfter: Number.POSITIVE_INFINITY } : {}),
    });
    await stage.at(10);
    const [, second] = launchedAt(stage);
    const seconds = (await timesOf(stage))!.at(-1)!.seconds;
    expect(seconds).toBeGreaterThan((second! + 200 / 60) * 60 + 85);
    const never = await learning(100, { behaviourOf: () => ({ healthyAfter: Number.POSITIVE_INFINITY }) });
    await never.at(30);
    expect(await never.row).toMatchObject({ outcome: 'FAILED' });
    expect((await timesOf(never))!.at(-1)!.seconds).toBe(600);
  });

  it('can be moved while its execution waits, and learns again', async () => {
    const stage = await learning(100);
    await stage.at(-15);
    const moved = await stage.world.request('changeMeeting', { id: stage.id }, { meet_time: iso(30) });
    expect(JSON.parse(moved.body)).toMatchObject({ launch_at: '2026-12-01T15:10:00Z' });
    expect(await stage.row).not.toHaveProperty('launch_lead');
    await stage.at(35);
    expect(launchedAt(stage)).toEqual([30 - 200 / 60]);
  });

  it('can be cancelled while its execution waits', async () => {
    const stage = await learning(100);
    await stage.at(-15);
    await stage.cancel();
    await stage.at(60);
    expect(launchedAt(stage)).toEqual([]);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'CANCELLED' });
    expect(stage.world.wakeUps.armed).toBe(0);
  });

  it('is not overdue while its execution waits, and is when nothing launches afterwards', async () => {
    const broken: WorldOptions['between'] = interceptCalls(({ port, method }, make) =>
      port === 'hosts' && method === 'launch' ? Promise.reject(new Error('InternalError')) : make(),
    );
    const stage = await learning(100, { between: broken, withoutNets: new Set<NetName>(['chain']) });
    await stage.at(0);
    expect((await stage.row).status).toBe('LAUNCHING');
    await stage.at(120);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'FAILED' });
  });

  it('launches also when every second call of the records fails', async () => {
    let calls = 0;
    const stage = await learning(100, {
      between: interceptCalls(({ port }, make) =>
        port === 'readyTimes' && (calls += 1) % 2 === 1 ? Promise.reject(new Error('throttled')) : make(),
      ),
    });
    await stage.stay('teacher', 0, 20);
    await stage.at(60);
    expect(calls).toBeGreaterThan(1);
    expect(launchedAt(stage)).toEqual([-10]);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
  });

  it('is understood by an execution with the definition of version 0.1.0', async () => {
    const file = new URL('../inputs/0.1.0.json', import.meta.url);
    const { definition } = JSON.parse(readFileSync(file, 'utf8')) as { definition: Record<string, unknown> };
    const stage = await learning(100, { definition });
    await stage.stay('teacher', 0, 20);
    await stage.at(60);
    expect(launchedAt(stage)).toEqual([-200 / 60]);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
  });
});
