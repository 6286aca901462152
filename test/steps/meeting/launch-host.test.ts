import { describe, expect, it, jest } from '@jest/globals';
import { CandidateRefused, NoCapacity, NotAccepted, Throttled } from '../../../steps/domain/errors.ts';
import { launchHost } from '../../../steps/meeting/launch-host.ts';
import type { Hosts, LaunchRequest } from '../../../steps/ports.ts';
import { aDesk, aHost } from '../../support/desk.ts';
import { port } from '../../support/refusing.ts';
import { aLaunching, aMeeting, call, EXECUTION, ID, iso, t } from '../../support/meeting.ts';

const candidates = ['a', 'b'].map((zone) => ({ subnet_id: `subnet-${zone}`, instance_type: 't4g.medium' }));
const plan: Hosts['plan'] = () => ({ candidates, parameters: { launch_template_version: '3' } });
const launching = () => jest.fn(async (order: LaunchRequest) => aHost({ attempt: order.attempt, launchedAt: t(-9.9) }));

describe('Launch host', () => {
  it('claims the meeting for its execution, launches one host and keeps its id', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const launch = launching();
    const answer = await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(answer).toEqual({ waitSeconds: 30 });
    expect(await desk.row()).toMatchObject({
      status: 'LAUNCHING',
      claimed_by: EXECUTION,
      hosts: { room: { attempt: 1, instance_id: 'i-1', launched_at: iso(-9.9) } },
      intents: {},
    });
    expect(launch).toHaveBeenCalledWith({
      meetingId: ID,
      revision: 1,
      role: 'room',
      attempt: 1,
      candidate: { subnet_id: 'subnet-a', instance_type: 't4g.medium' },
      clientToken: `${ID}-1-room-1-0-0`,
      parameters: { launch_template_version: '3' },
      hardEnd: t(120),
    });
  });

  it('called again, launches nothing more', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const launch = launching();
    const step = launchHost({ ...desk, hosts: port('hosts', { plan, launch }) });
    await step(call());
    expect(await step(call())).toEqual({ waitSeconds: 30 });
    expect(launch).toHaveBeenCalledTimes(1);
  });

  it('has its intent in the row before it asks', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const launch = async (): Promise<never> => {
      expect((await desk.row()).intents.room).toMatchObject({ state: 'asked', client_token: `${ID}-1-room-1-0-0` });
      throw new Error('socket hang up');
    };
    await expect(launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call())).rejects.toThrow(
      'socket hang up',
    );
    expect.assertions(2);
  });

  it('asks for the very same after a lost answer, also when the plan has changed since', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const orders: LaunchRequest[] = [];
    const lost = async (order: LaunchRequest): Promise<never> => (
      orders.push(order),
      Promise.reject(new Error('timeout'))
    );
    await expect(launchHost({ ...desk, hosts: port('hosts', { plan, launch: lost }) })(call())).rejects.toThrow();
    const newPlan: Hosts['plan'] = () => ({
      candidates: candidates.toReversed(),
      parameters: { launch_template_version: '4' },
    });
    desk.clock.set(t(-9));
    const launch = launching();
    await launchHost({ ...desk, hosts: port('hosts', { plan: newPlan, launch }) })(call());
    expect(launch.mock.calls).toEqual([[orders[0]]]);
  });

  it('renews the time of the request with every repetition, so that tear-down waits long enough for its host', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const lost = () => Promise.reject(new Error('timeout'));
    const step = launchHost({ ...desk, hosts: port('hosts', { plan, launch: lost }) });
    await expect(step(call())).rejects.toThrow();
    desk.clock.set(t(-7));
    await expect(step(call())).rejects.toThrow();
    expect((await desk.row()).intents.room?.requested_at).toBe(iso(-7));
  });

  it('goes on to the next candidate after a definite refusal, with another token', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const launch = jest.fn(async (order: LaunchRequest) => {
      if (order.candidate.subnet_id === 'subnet-a') throw new CandidateRefused('InsufficientInstanceCapacity');
      return aHost();
    });
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls.map(([order]) => order.clientToken)).toEqual([`${ID}-1-room-1-0-0`, `${ID}-1-room-1-0-1`]);
  });

  it('says why when all refuse, and begins anew with new tokens when it is called again', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const refuse = async (): Promise<never> => Promise.reject(new CandidateRefused('VcpuLimitExceeded: 32'));
    const step = launchHost({ ...desk, hosts: port('hosts', { plan, launch: refuse }) });
    await expect(step(call())).rejects.toThrow(NoCapacity);
    await expect(step(call())).rejects.toThrow('VcpuLimitExceeded: 32');
    const launch = launching();
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls[0]?.[0].clientToken).toBe(`${ID}-1-room-1-2-0`);
  });

  it('keeps its token when it is throttled: nothing was launched', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const throttle = async (): Promise<never> => Promise.reject(new Throttled('RequestLimitExceeded'));
    await expect(launchHost({ ...desk, hosts: port('hosts', { plan, launch: throttle }) })(call())).rejects.toThrow(
      Throttled,
    );
    const launch = launching();
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch.mock.calls[0]?.[0].clientToken).toBe(`${ID}-1-room-1-0-0`);
  });

  it('launches a second attempt in the place of a host that was given up', async () => {
    const given = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10), given_up_at: iso(3) };
    const desk = await aDesk(aLaunching({ hosts: { room: given } }), 3);
    const launch = jest.fn(async () => aHost({ instanceId: 'i-2', attempt: 2, launchedAt: t(3) }));
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(await desk.row()).toMatchObject({ hosts: { room: { instance_id: 'i-2', attempt: 2 } }, replaced: [given] });
  });

  it('launches one host for each role of a meeting that has two', async () => {
    const desk = await aDesk(aMeeting({ host_roles: ['teacher', 'student'] }), -10);
    const launch = jest.fn(async ({ role }: LaunchRequest) => aHost({ role, instanceId: `i-${role}` }));
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect((await desk.row()).hosts).toMatchObject({
      teacher: { instance_id: 'i-teacher' },
      student: { instance_id: 'i-student' },
    });
  });

  it.each([
    ['accepted', aMeeting({ accepted: false })],
    ['there', undefined],
  ])('waits for a row that is not %s yet', async (_what, row) => {
    const desk = await aDesk(row, -10);
    await expect(launchHost({ ...desk, hosts: port('hosts', { plan }) })(call())).rejects.toThrow(NotAccepted);
    expect(await desk.row()).toEqual(row);
  });

  it.each([
    ['moved to another revision', aMeeting({ revision: 2 })],
    ['claimed by another execution', aLaunching({ claimed_by: 'another', hosts: {} })],
    ['to be cancelled', aMeeting({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-11) } })],
    ['over', aMeeting({ status: 'ENDED', outcome: 'CANCELLED' })],
  ])('launches nothing for a meeting that is %s', async (_what, row) => {
    const desk = await aDesk(row, -10);
    expect(await launchHost({ ...desk, hosts: port('hosts', { plan }) })(call())).toEqual({ waitSeconds: 0 });
    expect(await desk.row()).toEqual(row);
  });

  it('ends the host at once when the meeting ended while it was launched', async () => {
    const desk = await aDesk(aMeeting(), -10);
    const launch = async () => {
      const row = await desk.row();
      await desk.meetings.replace(
        { ...row, status: 'ENDED', outcome: 'CANCELLED', version: row.version + 1 },
        row.version,
      );
      return aHost();
    };
    const end = jest.fn(async (_id: string) => 'gone' as const);
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch, end }) })(call());
    expect(end).toHaveBeenCalledWith('i-1');
  });

  it('launches no second host when the end is decided while the first is launched', async () => {
    const desk = await aDesk(aMeeting({ host_roles: ['teacher', 'student'] }), -10);
    const launch = jest.fn(async ({ role }: LaunchRequest) => {
      const row = await desk.row();
      const verdict = { outcome: 'CANCELLED', by: 'organiser', at: iso(-10) } as const;
      await desk.meetings.replace({ ...row, verdict, version: row.version + 1 }, row.version);
      return aHost({ role });
    });
    await launchHost({ ...desk, hosts: port('hosts', { plan, launch }) })(call());
    expect(launch).toHaveBeenCalledTimes(1);
    expect(await desk.row()).toMatchObject({ hosts: { teacher: { instance_id: 'i-1' } }, intents: {} });
  });
});
