import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAddresses } from './addresses.ts';
import { MemoryClock } from './clock.ts';
import { MemoryHealth } from './health.ts';
import { MemoryHosts } from './hosts.ts';
import type { LaunchRequest } from '../../../steps/ports.ts';
import { ID, t } from '../meeting.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('MemoryHosts', () => {
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

  it('gives a host a public name once it runs', async () => {
    const { instanceId, publicName } = await hosts.launch(order);
    expect(publicName).toBeUndefined();
    clock.advance(17 * SECOND);
    const running = await hosts.find(instanceId);
    expect(running).toMatchObject({ state: 'running', publicName: `${instanceId}.hosts.example` });
  });

  it('finds a new host by id at once, and by tag after the lag', async () => {
    const { instanceId } = await hosts.launch(order);
    expect(await hosts.ofMeeting(ID, [])).toEqual([]);
    expect(await hosts.running()).toEqual([]);
    expect(await hosts.ofMeeting(ID, [instanceId])).toHaveLength(1);
    clock.advance(5 * SECOND);
    expect(await hosts.ofMeeting(ID, [])).toHaveLength(1);
    expect(await hosts.running()).toHaveLength(1);
  });

  it('ends a host at the hard end, and forgets it an hour later', async () => {
    const { instanceId } = await hosts.launch(order);
    clock.set(t(120));
    expect(await hosts.running()).toEqual([]);
    expect(await hosts.find(instanceId)).toMatchObject({ state: 'terminated' });
    clock.advance(HOUR);
    expect(await hosts.find(instanceId)).toBeUndefined();
    expect(await hosts.end(instanceId)).toBe('unknown');
  });

  it('lists a stopped host as not ended', async () => {
    const { instanceId } = await hosts.launch(order);
    clock.advance(60 * SECOND);
    hosts.halt(instanceId, 'stopped');
    expect(await hosts.running()).toMatchObject([{ instanceId, state: 'stopped' }]);
  });

  it('has a healthy host from its boot time until its end', async () => {
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

  it('has a clock that does not go back', () => {
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});
