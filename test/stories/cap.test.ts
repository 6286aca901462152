import { describe, expect, it } from '@jest/globals';
import { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { aMeeting, t } from '../support/meeting.ts';
import { LESSON } from '../support/stage.ts';

/** The limit applies at the launch only, as when meetings overrun or were scheduled under a higher limit. */
const atLaunch =
  (maxInFlight: number): NonNullable<WorldOptions['between']> =>
  (ports, caller) =>
    caller === 'launchHost' ? { ...ports, settings: { ...ports.settings, maxInFlight } } : ports;

async function scheduled(world: World, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const response = await world.request('schedule', {}, LESSON);
    ids.push((JSON.parse(response.body) as { id: string }).id);
  }
  return ids;
}

const rows = (world: World, ids: readonly string[]) => ids.map((id) => world.meetings.peek(id)!);

/** Runs until `minutes` after T. Returns the highest number of hosts that ran at the same time. */
async function mostRunning(world: World, minutes: number): Promise<number> {
  let most = 0;
  while (world.now < t(minutes)) {
    await world.run(Math.min(t(minutes), world.now + 10_000));
    most = Math.max(most, (await world.ec2.running()).length);
  }
  return most;
}

describe('forty meetings at one time with a limit of ten hosts', () => {
  it('never run more than ten hosts, and each waiting meeting gets a host that becomes free', async () => {
    const world = new World({ start: t(-120), between: atLaunch(10) });
    const ids = await scheduled(world, 40);
    // Nobody joins, so each room is empty after its attendance window.
    expect(await mostRunning(world, 40)).toBe(10);
    expect(rows(world, ids).filter(({ opened_at }) => opened_at !== undefined).length).toBeGreaterThanOrEqual(20);
    await world.run(t(200));
    expect(rows(world, ids).every(({ status }) => status === 'ENDED')).toBe(true);
    expect(await world.slots.held()).toEqual([]);
  });

  it('are refused from the eleventh on, also two hours ahead', async () => {
    const world = new World({ start: t(-120), settings: { maxInFlight: 10 } });
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await world.request('schedule', {}, LESSON)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(new Set(statuses.slice(10))).toEqual(new Set([429]));
  });

  it('a meeting that waits until its planned end fails with the reason, and no safety net ends it earlier', async () => {
    const world = new World({ start: t(-120), between: atLaunch(0), random: () => 1 });
    const [id] = await scheduled(world, 1);
    await world.run(t(59));
    expect(world.meetings.peek(id!)).toMatchObject({
      status: 'LAUNCHING',
      progress: 'waiting for a free machine: all 0 are in use',
    });
    expect(world.meetings.peek(id!)).not.toHaveProperty('verdict');
    await world.run(t(61.2));
    expect(world.meetings.peek(id!)).toMatchObject({
      status: 'ENDED',
      failure: { reason: 'LAUNCH', detail: expect.stringContaining('all 0 are in use') },
      verdict: { by: 'workflow' },
    });
  });

  it('a meeting that gets its slot late is not ended by a safety net before its host had its time', async () => {
    let limit = 0;
    const world = new World({
      start: t(-120),
      between: (ports, caller) => atLaunch(limit)(ports, caller),
      behaviourOf: () => ({ healthyAfter: 240_000 }),
    });
    const [id] = await scheduled(world, 1);
    await world.run(t(55));
    limit = 1;
    await world.run(t(63));
    expect(world.meetings.peek(id!)).toMatchObject({ status: 'READY' });
  });

  it('a slot that a crash between claim and launch left is released by the sweep', async () => {
    const world = new World({ start: t(-20) });
    await world.meetings.insert(aMeeting({ status: 'ENDED', outcome: 'FAILED' }));
    await world.slots.claim([`${aMeeting().id}#room`]);
    await world.run(t(-14));
    expect(await world.slots.held()).toEqual([]);
  });
});
