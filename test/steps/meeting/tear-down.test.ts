import { describe, expect, it, jest } from '@jest/globals';
import { tearDown } from '../../../steps/meeting/tear-down.ts';
import type { TerminationResult, Host } from '../../../steps/ports.ts';
import { stepPorts, aHost } from '../../support/step-ports.ts';
import { port } from '../../support/strict-ports.ts';
import { aLaunching, aMeeting, aReady, call, EXECUTION, ID, iso } from '../../support/meeting.ts';

const noShow = { outcome: 'NO_SHOW', by: 'workflow', at: iso(15) } as const;

async function scene(
  row: Parameters<typeof stepPorts>[0],
  minutes: number,
  found: Host[] = [aHost()],
  ending: TerminationResult = 'gone',
) {
  const ports = await stepPorts(row, minutes);
  const done: string[] = [];
  const note = <T>(what: string, result: T) =>
    jest.fn(async (..._args: unknown[]) => (done.push(`${what} ${(await ports.row())?.status}`), result));
  const disarm = note('disarm', undefined);
  const stop = jest.fn(async (_arn: string, _cause: string) => {});
  const step = tearDown({
    ...ports,
    hosts: port('hosts', { ofMeeting: async () => found, end: note('end', ending) }),
    addresses: port('addresses', { remove: note('remove', undefined) }),
    wakeUps: port('wakeUps', { disarm }),
    workflow: port('workflow', { stop }),
  });
  return { ...ports, step, done, disarm, stop };
}

describe('Tear down', () => {
  it('ends the host, writes ENDED, and then removes the name and disarms the wake-ups', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15);
    expect(await step(call())).toMatchObject({ next: 'DONE', result: { outcome: 'NO_SHOW' } });
    expect(done).toEqual(['end READY', 'remove ENDED', 'disarm ENDED']);
    expect(await row()).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW', ended_at: iso(15), intents: {} });
    expect(await row()).not.toHaveProperty('token');
  });

  it('writes nothing before the host is gone', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15, [aHost()], 'ending');
    expect(await step(call())).toEqual({ next: 'WAIT', waitSeconds: 10 });
    expect(done).toEqual(['end READY']);
    expect((await row()).status).toBe('READY');
  });

  it('waits for a stopped host, which still costs money', async () => {
    const { step, done } = await scene(aReady({ verdict: noShow }), 15, [aHost({ state: 'stopped' })], 'ending');
    expect(await step(call())).toMatchObject({ next: 'WAIT' });
    expect(done).toEqual(['end READY']);
  });

  it('also ends a terminated host, so that its secret is removed', async () => {
    const { step, done } = await scene(aReady({ verdict: noShow }), 15, [aHost({ state: 'terminated' })]);
    expect(await step(call())).toMatchObject({ next: 'DONE' });
    expect(done[0]).toBe('end READY');
  });

  it('does not treat a new host that EC2 does not know as gone', async () => {
    const young = await scene(aLaunching({ verdict: noShow }), -9, [], 'unknown');
    expect(await young.step(call())).toMatchObject({ next: 'WAIT' });
    const old = await scene(aLaunching({ verdict: noShow }), 1, [], 'unknown');
    expect(await old.step(call())).toMatchObject({ next: 'DONE' });
  });

  it('waits until a launch without a response is visible, and then ends its host', async () => {
    const intent = {
      attempt: 1,
      state: 'asked',
      round: 0,
      index: 0,
      client_token: 'c',
      parameters: {},
      candidate: { subnet_id: 's', instance_type: 't' },
      requested_at: iso(-10),
    } as const;
    const row = aMeeting({ status: 'LAUNCHING', intents: { room: intent }, verdict: noShow });
    expect(await (await scene(row, -9, [])).step(call())).toEqual({ next: 'WAIT', waitSeconds: 240 });
    const { step, done } = await scene(row, -5, [aHost({ instanceId: 'i-unknown' })]);
    expect(await step(call())).toMatchObject({ next: 'DONE' });
    expect(done[0]).toBe('end LAUNCHING');
  });

  it('ends the meeting also when a name or a wake-up cannot be removed, and throws so that the step is repeated', async () => {
    const ports = await stepPorts(aReady({ verdict: noShow }), 15);
    const step = tearDown({
      ...ports,
      hosts: port('hosts', { ofMeeting: async () => [aHost()], end: async () => 'ended' as const }),
      addresses: port('addresses', { remove: () => Promise.reject(new Error('no response')) }),
      wakeUps: port('wakeUps', { disarm: () => Promise.reject(new Error('no response')) }),
      workflow: port('workflow'),
    });
    await expect(step(call())).rejects.toThrow(AggregateError);
    expect((await ports.row()).status).toBe('ENDED');
  });

  it('ends the other hosts when one of them cannot be ended', async () => {
    const requests: string[] = [];
    const ports = await stepPorts(aReady({ verdict: noShow }), 15);
    const step = tearDown({
      ...ports,
      hosts: port('hosts', {
        ofMeeting: async () => [aHost(), aHost({ instanceId: 'i-twin' })],
        end: async (id) => {
          requests.push(id);
          if (id === 'i-1') throw new Error('no response');
          return 'ended';
        },
      }),
      addresses: port('addresses'),
      wakeUps: port('wakeUps'),
      workflow: port('workflow'),
    });
    await expect(step(call())).rejects.toThrow('no response');
    expect(requests).toEqual(['i-1', 'i-twin']);
    expect((await ports.row()).status).toBe('READY');
  });

  it('ends the hosts of the row when EC2 cannot be asked for others, and throws so that the step is repeated', async () => {
    const ports = await stepPorts(aReady({ verdict: noShow }), 15);
    const end = jest.fn(async (_id: string) => 'ended' as const);
    const ofMeeting = async () => Promise.reject(new Error('no response'));
    const step = tearDown({
      ...ports,
      hosts: port('hosts', { ofMeeting, end }),
      addresses: port('addresses'),
      wakeUps: port('wakeUps'),
      workflow: port('workflow'),
    });
    await expect(step(call())).rejects.toThrow('no response');
    expect(end).toHaveBeenCalledWith('i-1');
    expect((await ports.row()).status).toBe('READY');
  });

  it('stops the executions of interrupted moves and disarms their wake-ups', async () => {
    const others = { last_revision: 3, other_revisions: [{ revision: 2, reserved_at: iso(-11) }, { revision: 3 }] };
    const { step, row, disarm, stop } = await scene(aReady({ verdict: noShow, ...others }), 15);
    await step(call());
    expect(disarm.mock.calls).toEqual(expect.arrayContaining([1, 2, 3].map((revision) => [ID, revision])));
    expect(stop.mock.calls.map(([arn]) => arn)).toEqual(
      [2, 3].map((revision) => EXECUTION.replace(/-1$/, `-${revision}`)),
    );
    expect(await row()).not.toHaveProperty('other_revisions');
  });

  it('also ends a replaced host and a second host of the same attempt', async () => {
    const replaced = [{ attempt: 1, instance_id: 'i-0', launched_at: iso(-10), given_up_at: iso(3) }];
    const { step, done } = await scene(aReady({ verdict: noShow, replaced }), 15, [
      aHost(),
      aHost({ instanceId: 'i-second' }),
    ]);
    await step(call());
    expect(done.filter((what) => what.startsWith('end'))).toHaveLength(3);
  });

  it('stores the error of the workflow as the failure', async () => {
    const { step, row } = await scene(aLaunching(), 17);
    const error = { Error: 'HostNeverHealthy', Cause: '{"errorMessage":"room: no response"}' };
    expect(await step(call({ error }))).toMatchObject({ result: { outcome: 'FAILED' } });
    expect(await row()).toMatchObject({ failure: { reason: 'HEALTH', detail: 'HostNeverHealthy: room: no response' } });
  });

  it('is idempotent: a repeated call changes nothing and disarms again', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15);
    await step(call());
    const before = await row();
    expect(await step(call())).toMatchObject({ next: 'DONE', result: { outcome: 'NO_SHOW' } });
    expect(await row()).toEqual(before);
    expect(done.at(-1)).toBe('disarm ENDED');
  });

  it('does not change a meeting that was moved to another execution, and disarms only its own wake-ups', async () => {
    const { step, done, disarm, row } = await scene(aReady({ revision: 2 }), 15);
    const before = await row();
    expect(await step(call())).toMatchObject({ next: 'DONE' });
    expect(await row()).toEqual(before);
    expect(done).toEqual(['disarm READY']);
    expect(disarm.mock.calls).toEqual([[ID, 1]]);
  });

  it('waits longer for a host that does not terminate', async () => {
    const { step } = await scene(aReady({ verdict: noShow }), 35, [aHost()], 'ending');
    expect(await step(call())).toEqual({ next: 'WAIT', waitSeconds: 150 });
  });

  it('releases the slots of the meeting when its hosts are gone, not earlier', async () => {
    const row = aReady({ host_roles: ['teacher', 'student'], verdict: noShow });
    const waiting = await scene(row, 15, [aHost()], 'ending');
    await waiting.slots.claim([`${ID}#teacher`, `${ID}#student`, 'other00000000000#room']);
    await waiting.step(call());
    expect(await waiting.slots.held()).toHaveLength(3);
    const over = await scene(row, 15);
    await over.slots.claim([`${ID}#teacher`, `${ID}#student`, 'other00000000000#room']);
    await over.step(call());
    expect(await over.slots.held()).toEqual(['other00000000000#room']);
  });
});
