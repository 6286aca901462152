import { describe, expect, it, jest } from '@jest/globals';
import { checkHost } from '../../../steps/meeting/check-host.ts';
import { HostNeverHealthy, MeetingFailed } from '../../../steps/domain/errors.ts';
import type { Address } from '../../../steps/domain/meeting.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import type { Host } from '../../../steps/ports.ts';
import type { ProbeResult } from '../../../steps/readiness/ports.ts';
import type { ReadyTimes } from '../../../steps/readiness/ports.ts';
import { stepPorts, aHost } from '../../support/step-ports.ts';
import { port } from '../../support/strict-ports.ts';
import { aLaunching, aMeeting, aReady, call, ID, iso, t } from '../../support/meeting.ts';

const HEALTHY: ProbeResult = { healthy: true, reachable: true, detail: 'ready', people: null };
const BOOTING: ProbeResult = { healthy: false, reachable: false, detail: 'no certificate yet', people: null };

interface Scene {
  found?: Host[];
  probe?: ProbeResult;
  address?: Address | undefined;
  readyTimes?: ReadyTimes;
}

async function scene(
  row: Parameters<typeof stepPorts>[0],
  minutes: number,
  { found = [aHost()], probe = HEALTHY, ...more }: Scene = {},
) {
  const ports = await stepPorts(row, minutes);
  const ofMeeting = jest.fn(async () => found);
  const end = jest.fn(async (_id: string) => 'gone' as const);
  const publish = jest.fn(async (_id: string, _host: Host, _before?: Address) =>
    'address' in more ? more.address : { name: 'h', url: 'http://h.example' },
  );
  const step = checkHost({
    ...ports,
    ...(more.readyTimes && { readyTimes: more.readyTimes }),
    hosts: port('hosts', { ofMeeting, end }),
    addresses: port('addresses', { publish }),
    health: port('health', { probe: async () => probe }),
  });
  return { ...ports, step, ofMeeting, end, publish };
}

describe('Check host', () => {
  it('opens the room once the host is healthy, until the attendance deadline', async () => {
    const { step, row } = await scene(aLaunching(), -8);
    expect(await step(call())).toEqual({ next: 'OPEN', timeoutSeconds: 23 * 60 });
    expect((await row()).hosts.room).toMatchObject({ healthy_at: iso(-8), address: { url: 'http://h.example' } });
  });

  it('starts the attendance window at a late opening', async () => {
    const { step } = await scene(
      aLaunching({ hosts: { room: { attempt: 2, instance_id: 'i-1', launched_at: iso(4) } } }),
      6,
    );
    expect(await step(call())).toEqual({ next: 'OPEN', timeoutSeconds: 900 });
  });

  it('polls while the host boots, and stores its progress', async () => {
    const { step, row } = await scene(aLaunching(), -8, { probe: BOOTING });
    expect(await step(call())).toEqual({ next: 'POLL', waitSeconds: 30 });
    expect((await row()).progress).toBe('no certificate yet');
  });

  it('stores the phases of the boot, and keeps those that a host no longer reports', async () => {
    const launched = t(-10) / 1000;
    const probe = {
      ...BOOTING,
      reachable: true,
      phases: { boot: launched + 17, healthy: 'soon', note: 'x'.repeat(50) },
    };
    const { step, row } = await scene(aLaunching(), -9, { probe });
    await step(call());
    expect((await row()).hosts.room?.phases).toEqual({ boot: 17 });
    const restarted = await scene(await row(), -8, { probe: { ...HEALTHY, phases: { healthy: launched + 85 } } });
    expect(await restarted.step(call())).toMatchObject({ next: 'OPEN' });
    expect((await restarted.row()).hosts.room?.phases).toEqual({ boot: 17, healthy: 85 });
  });

  it('polls while EC2 does not list the host, or its address is not known', async () => {
    expect(await (await scene(aLaunching(), -9.8, { found: [] })).step(call())).toMatchObject({ next: 'POLL' });
    expect(
      await (await scene(aLaunching(), -9.5, { found: [aHost({ state: 'pending' })] })).step(call()),
    ).toMatchObject({ next: 'POLL' });
    expect(await (await scene(aLaunching(), -9, { address: undefined })).step(call())).toMatchObject({ next: 'POLL' });
  });

  it('probes a host whose DNS name is pending, and opens the room only when the name is published', async () => {
    const pending: Address = { name: 'h', ip: '192.0.2.1', url: 'https://h.example', pending: 'C1' };
    const { step, row, publish } = await scene(aLaunching(), -9, { address: pending });
    expect(await step(call())).toEqual({ next: 'POLL', waitSeconds: 15 });
    expect((await row()).progress).toBe('the name of the room is being published');
    expect((await row()).hosts.room).toMatchObject({ address: pending });
    const { pending: _, ...seen } = pending;
    publish.mockResolvedValue(seen);
    expect(await step(call())).toMatchObject({ next: 'OPEN' });
    expect(publish).toHaveBeenLastCalledWith(expect.anything(), expect.anything(), pending);
    expect((await row()).hosts.room?.address).toEqual(seen);
  });

  it('does not check the DNS name of a host that is not healthy yet', async () => {
    const address: Address = { name: 'h', ip: '192.0.2.1', url: 'https://h.example', pending: 'C1' };
    const { step, publish } = await scene(aLaunching(), -9, { address, probe: BOOTING });
    await step(call());
    await step(call());
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('publishes an address once', async () => {
    const { step, publish } = await scene(aLaunching(), -9, { probe: BOOTING });
    await step(call());
    await step(call());
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['is not healthy in time', [aHost()], -5],
    ['is terminated', [aHost({ state: 'terminated' })], -9],
    ['is stopped', [aHost({ state: 'stopped' })], -9],
  ])('ends and replaces the first host when it %s', async (_what, found, minutes) => {
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), checked_at: iso(minutes - 1) };
    const { step, row, end } = await scene(aLaunching({ hosts: { room } }), minutes, { found, probe: BOOTING });
    expect(await step(call())).toEqual({ next: 'LAUNCH' });
    expect(end).toHaveBeenCalledWith('i-1');
    expect((await row()).hosts.room?.given_up_at).toBe(iso(minutes));
    expect(await step(call())).toEqual({ next: 'LAUNCH' });
  });

  it('throws HostNeverHealthy after the second host', async () => {
    const hosts = { room: { attempt: 2, instance_id: 'i-1', launched_at: iso(3), checked_at: iso(7) } };
    const { step } = await scene(aLaunching({ hosts }), 8, { probe: BOOTING });
    await expect(step(call())).rejects.toThrow(HostNeverHealthy);
    await expect(step(call())).rejects.toThrow('room: no certificate yet');
  });

  describe('while EC2 rejects look-ups', () => {
    const blind = async (row: Parameters<typeof stepPorts>[0], minutes: number, probe = BOOTING) => {
      const made = await scene(row, minutes, { probe });
      made.ofMeeting.mockRejectedValue(new Error('RequestLimitExceeded'));
      return made;
    };

    it('keeps the host: the time does not count', async () => {
      const { step, row, clock, ofMeeting } = await blind(aLaunching(), -9);
      for (let poll = 0; poll < 10; poll++) {
        expect(await step(call())).toMatchObject({ next: 'POLL' });
        clock.advance(60_000);
      }
      expect((await row()).hosts.room).toMatchObject({ blind_seconds: 600 });
      ofMeeting.mockResolvedValue([aHost()]);
      expect(await step(call())).toMatchObject({ next: 'POLL' });
      clock.advance(301_000);
      // The step did not run for five minutes. Only the time of one poll counts.
      expect(await step(call())).toMatchObject({ next: 'POLL' });
      for (let poll = 0; poll < 3; poll++) {
        expect(await step(call())).toMatchObject({ next: 'POLL' });
        clock.advance(60_000);
      }
      expect(await step(call())).toMatchObject({ next: 'LAUNCH' });
    });

    it('opens the room of a host that responds', async () => {
      const address = { name: 'h', url: 'http://h.example' };
      const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), address };
      const { step, ofMeeting } = await blind(aLaunching({ hosts: { room } }), -8, HEALTHY);
      expect(await step(call())).toMatchObject({ next: 'OPEN' });
      expect(ofMeeting).not.toHaveBeenCalled();
    });
  });

  it('looks up a silent host every five minutes and when its time is over, and never a host that responds', async () => {
    const address = { name: 'h', url: 'http://h.example' };
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), address, looked_up_at: iso(-9.5) };
    const timetable = { ...DEFAULT_TIMETABLE, hostReadyWithin: 720 };
    for (const [reachable, lookUps] of [
      [false, [-4.5, 0.5, 2]],
      [true, []],
    ] as const) {
      const { step, clock, ofMeeting, publish } = await scene(aLaunching({ timetable, hosts: { room } }), -9, {
        probe: { ...BOOTING, reachable },
      });
      const at: number[] = [];
      ofMeeting.mockImplementation(async () => (at.push((clock.now() - t(0)) / 60_000), [aHost()]));
      for (; clock.now() <= t(2); clock.advance(30_000)) await step(call());
      expect(at).toEqual(lookUps);
      expect(publish).not.toHaveBeenCalled();
    }
  });

  it('looks up a silent host at once when its last look-up was forgotten', async () => {
    const address = { name: 'h', url: 'http://h.example' };
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), address };
    const found = [aHost({ state: 'shutting-down' })];
    const { step } = await scene(aLaunching({ hosts: { room } }), -9, { probe: BOOTING, found });
    expect(await step(call())).toEqual({ next: 'LAUNCH' });
  });

  it('opens a room whose name was pending without another look-up', async () => {
    const address: Address = { name: 'h', ip: '192.0.2.1', url: 'https://h.example', pending: 'C1' };
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), address, looked_up_at: iso(-9.5) };
    const { pending: _, ...seen } = address;
    const { step, ofMeeting, publish } = await scene(aLaunching({ hosts: { room } }), -9, { address: seen });
    expect(await step(call())).toMatchObject({ next: 'OPEN' });
    expect(ofMeeting).not.toHaveBeenCalled();
    const network = { instanceId: 'i-1', state: 'running', publicIp: '192.0.2.1' };
    expect(publish.mock.calls).toMatchObject([[ID, network, address]]);
  });

  it('throws HostNeverHealthy at the hard end', async () => {
    await expect((await scene(aLaunching(), 120)).step(call())).rejects.toThrow(HostNeverHealthy);
  });

  it('opens a meeting with two hosts when both are healthy, and keeps their records apart', async () => {
    const hosts = {
      teacher: {
        attempt: 1,
        instance_id: 'i-t',
        launched_at: iso(-10),
        healthy_at: iso(-9),
        address: { name: 't', url: 'http://t' },
      },
      student: { attempt: 1, instance_id: 'i-s', launched_at: iso(-10) },
    };
    const row = aLaunching({ host_roles: ['teacher', 'student'], hosts });
    const found = [aHost({ instanceId: 'i-t', role: 'teacher' }), aHost({ instanceId: 'i-s', role: 'student' })];
    expect(await (await scene(row, -8, { found, probe: BOOTING })).step(call())).toMatchObject({ next: 'POLL' });
    const open = await scene(row, -8, { found });
    expect(await open.step(call())).toMatchObject({ next: 'OPEN' });
    expect((await open.row()).hosts).toMatchObject({
      teacher: hosts.teacher,
      student: { instance_id: 'i-s', healthy_at: iso(-8) },
    });
  });

  it.each([
    ['moved', aLaunching({ revision: 2 }), 'TEAR_DOWN'],
    ['claimed by another execution', aLaunching({ claimed_by: 'another' }), 'TEAR_DOWN'],
    ['cancelled', aLaunching({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-9) } }), 'TEAR_DOWN'],
    ['deleted', undefined, 'TEAR_DOWN'],
    ['already open', aReady(), 'DECIDE'],
  ])('for a meeting that is %s returns %s', async (_what, row, next) => {
    expect(await (await scene(row, -8)).step(call())).toEqual({ next });
  });

  it('throws MeetingFailed when a safety net has written FAILED', async () => {
    const verdict = {
      outcome: 'FAILED',
      by: 'net',
      at: iso(-9),
      failure: { reason: 'LAUNCH', detail: 'late' },
    } as const;
    await expect((await scene(aLaunching({ verdict }), -8)).step(call())).rejects.toThrow(MeetingFailed);
  });

  it('returns LAUNCH when the launch was early, and waited', async () => {
    expect(await (await scene(aMeeting(), -8)).step(call())).toEqual({ next: 'LAUNCH' });
  });

  describe('records the time to ready', () => {
    const image = 'ami-1';
    const times = async ({ readyTimes }: { readyTimes: ReadyTimes }) =>
      (await readyTimes.find('stand-in#ami-1'))?.times;
    const room = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), image, checked_at: iso(-6) };

    it('once for each meeting, also when the step is repeated', async () => {
      const { step, ...ports } = await scene(aLaunching({ hosts: { room } }), -8);
      await step(call());
      await step(call());
      expect(await times(ports)).toEqual([{ id: ID, seconds: 120 }]);
    });

    it('with at least its age when a host is given up, and again when the next one is healthy', async () => {
      const { step, row, ...ports } = await scene(aLaunching({ hosts: { room } }), -5, { probe: BOOTING });
      expect(await step(call())).toEqual({ next: 'LAUNCH' });
      expect(await times(ports)).toEqual([{ id: ID, seconds: 300 }]);
      const given = (await row()).hosts.room!;
      const next = { attempt: 2, instance_id: 'i-2', launched_at: iso(-5), image };
      const second = await scene(aLaunching({ replaced: [given], hosts: { room: next } }), -3, {
        found: [aHost({ instanceId: 'i-2', attempt: 2 })],
      });
      const { readyTimes } = ports;
      const step2 = checkHost({
        ...second,
        readyTimes,
        hosts: port('hosts', { ofMeeting: second.ofMeeting }),
        addresses: port('addresses', { publish: second.publish }),
        health: port('health', { probe: async () => HEALTHY }),
      });
      expect(await step2(call())).toMatchObject({ next: 'OPEN' });
      expect(await times({ readyTimes })).toEqual([{ id: ID, seconds: 420 }]);
    });

    it('in one try, whose failure does not hold up the opening', async () => {
      const replace = jest.fn(async () => false);
      const find = jest.fn(async () => undefined);
      const { step } = await scene(aLaunching({ hosts: { room } }), -8, {
        readyTimes: port('readyTimes', { find, replace }),
      });
      expect(await step(call())).toMatchObject({ next: 'OPEN' });
      expect(replace).toHaveBeenCalledTimes(1);
      find.mockRejectedValue(new Error('ProvisionedThroughputExceededException'));
      const broken = await scene(aLaunching({ hosts: { room } }), -8, {
        readyTimes: port('readyTimes', { find, replace }),
      });
      expect(await broken.step(call())).toMatchObject({ next: 'OPEN' });
      expect(replace).toHaveBeenCalledTimes(1);
    });
  });

  it('returns LAUNCH when there is no host', async () => {
    expect(await (await scene(aMeeting({ status: 'LAUNCHING' }), -8)).step(call())).toEqual({ next: 'LAUNCH' });
  });
});
