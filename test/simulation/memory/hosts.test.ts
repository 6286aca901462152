import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAddresses } from '../../../simulation/memory/addresses.ts';
import { MemoryClock } from '../../../simulation/memory/clock.ts';
import { MemoryHealth } from '../../../simulation/memory/health.ts';
import { MemoryHosts } from '../../../simulation/memory/hosts.ts';
import type { LaunchRequest } from '../../../steps/ports.ts';
import { ID, t } from '../../support/meeting.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('a host in memory', () => {
  let clock: MemoryClock;
  let hosts: MemoryHosts;
  let order: LaunchRequest;

  beforeEach(() => {
    clock = new MemoryClock(t(-10));
    hosts = new MemoryHosts(clock, { lag: 5 * SECOND });
    const { candidates, parameters } = hosts.plan();
    const own = { meetingId: ID, revision: 1, role: 'room', attempt: 1, clientToken: 'a', hardEnd: t(120) } as const;
    order = { ...own, candidate: candidates[0]!, parameters };
  });

  it('is pending first, and has a name once it runs', async () => {
    const { instanceId, publicName } = await hosts.launch(order);
    expect(publicName).toBeUndefined();
    clock.advance(17 * SECOND);
    const running = await hosts.find(instanceId);
    expect(running).toMatchObject({ state: 'running', publicName: `${instanceId}.hosts.example` });
  });

  it('shows in look-ups by tag after the lag, and by its id at once', async () => {
    const { instanceId } = await hosts.launch(order);
    expect(await hosts.ofMeeting(ID, [])).toEqual([]);
    expect(await hosts.running()).toEqual([]);
    expect(await hosts.ofMeeting(ID, [instanceId])).toHaveLength(1);
    clock.advance(5 * SECOND);
    expect(await hosts.ofMeeting(ID, [])).toHaveLength(1);
    expect(await hosts.running()).toHaveLength(1);
  });

  it('ends itself at the hard end, and is forgotten an hour later', async () => {
    const { instanceId } = await hosts.launch(order);
    clock.set(t(120));
    expect(await hosts.running()).toEqual([]);
    expect(await hosts.find(instanceId)).toMatchObject({ state: 'terminated' });
    clock.advance(HOUR);
    expect(await hosts.find(instanceId)).toBeUndefined();
    expect(await hosts.end(instanceId)).toBe('unknown');
  });

  it('that was stopped from outside is not gone', async () => {
    const { instanceId } = await hosts.launch(order);
    clock.advance(60 * SECOND);
    hosts.strike(instanceId, 'stopped');
    expect(await hosts.running()).toMatchObject([{ instanceId, state: 'stopped' }]);
  });

  it('is healthy at its address once it has booted, and never after its end', async () => {
    const { instanceId } = await hosts.launch(order);
    const addresses = new MemoryAddresses();
    const health = new MemoryHealth(hosts, clock, () => 90 * SECOND);
    clock.advance(30 * SECOND);
    const address = (await addresses.publish(ID, (await hosts.find(instanceId))!))!;
    expect(await health.probe(ID, address)).toMatchObject({ healthy: false });
    clock.advance(60 * SECOND);
    expect(await health.probe(ID, address)).toMatchObject({ healthy: true });
    await hosts.end(instanceId);
    expect(await health.probe(ID, address)).toMatchObject({ healthy: false });
  });

  it('lives on a clock that never runs backwards', () => {
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});
