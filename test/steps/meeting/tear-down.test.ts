import { describe, expect, it, jest } from '@jest/globals';
import { tearDown } from '../../../steps/meeting/tear-down.ts';
import type { TerminationResult, Host } from '../../../steps/ports.ts';
import { aDesk, aHost } from '../../support/desk.ts';
import { port } from '../../support/refusing.ts';
import { aLaunching, aMeeting, aReady, call, iso } from '../../support/meeting.ts';

const noShow = { outcome: 'NO_SHOW', by: 'workflow', at: iso(15) } as const;

async function scene(
  row: Parameters<typeof aDesk>[0],
  minutes: number,
  found: Host[] = [aHost()],
  ending: TerminationResult = 'gone',
) {
  const desk = await aDesk(row, minutes);
  const done: string[] = [];
  const note = <T>(what: string, answer: T) =>
    jest.fn(async () => (done.push(`${what} ${(await desk.row())?.status}`), answer));
  const step = tearDown({
    ...desk,
    hosts: port('hosts', { ofMeeting: async () => found, end: note('end', ending) }),
    addresses: port('addresses', { remove: note('remove', undefined) }),
    wakeUps: port('wakeUps', { disarm: note('disarm', undefined) }),
  });
  return { ...desk, step, done };
}

describe('Tear down', () => {
  it('ends the host, writes ENDED, and then removes the name and disarms the wake-ups', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15);
    expect(await step(call())).toMatchObject({ next: 'DONE', result: { outcome: 'NO_SHOW' } });
    expect(done).toEqual(['end READY', 'remove ENDED', 'disarm ENDED']);
    expect(await row()).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW', ended_at: iso(15), intents: {} });
    expect(await row()).not.toHaveProperty('token');
  });

  it('writes nothing before the host is seen gone', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15, [aHost()], 'ending');
    expect(await step(call())).toEqual({ next: 'WAIT', waitSeconds: 10 });
    expect(done).toEqual(['end READY']);
    expect((await row()).status).toBe('READY');
  });

  it('takes a host that is stopped for one that still costs', async () => {
    const { step, done } = await scene(aReady({ verdict: noShow }), 15, [aHost({ state: 'stopped' })], 'ending');
    expect(await step(call())).toMatchObject({ next: 'WAIT' });
    expect(done).toEqual(['end READY']);
  });

  it('ends a host that is gone by itself all the same: it may have had more than its machine', async () => {
    const { step, done } = await scene(aReady({ verdict: noShow }), 15, [aHost({ state: 'terminated' })]);
    expect(await step(call())).toMatchObject({ next: 'DONE' });
    expect(done[0]).toBe('end READY');
  });

  it('does not take a young host for gone because EC2 does not know it yet', async () => {
    const young = await scene(aLaunching({ verdict: noShow }), -9, [], 'unknown');
    expect(await young.step(call())).toMatchObject({ next: 'WAIT' });
    const old = await scene(aLaunching({ verdict: noShow }), 1, [], 'unknown');
    expect(await old.step(call())).toMatchObject({ next: 'DONE' });
  });

  it('waits until a launch without an answer would show, and then ends what it finds', async () => {
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

  it('is not held up by a name or a wake-up that cannot be removed: the meeting ends, and the step is repeated', async () => {
    const desk = await aDesk(aReady({ verdict: noShow }), 15);
    const step = tearDown({
      ...desk,
      hosts: port('hosts', { ofMeeting: async () => [aHost()], end: async () => 'ended' as const }),
      addresses: port('addresses', { remove: () => Promise.reject(new Error('no answer')) }),
      wakeUps: port('wakeUps', { disarm: () => Promise.reject(new Error('no answer')) }),
    });
    await expect(step(call())).rejects.toThrow(AggregateError);
    expect((await desk.row()).status).toBe('ENDED');
  });

  it('ends the other hosts when one of them cannot be ended', async () => {
    const asked: string[] = [];
    const desk = await aDesk(aReady({ verdict: noShow }), 15);
    const step = tearDown({
      ...desk,
      hosts: port('hosts', {
        ofMeeting: async () => [aHost(), aHost({ instanceId: 'i-twin' })],
        end: async (id) => {
          asked.push(id);
          if (id === 'i-1') throw new Error('no answer');
          return 'ended';
        },
      }),
      addresses: port('addresses'),
      wakeUps: port('wakeUps'),
    });
    await expect(step(call())).rejects.toThrow('no answer');
    expect(asked).toEqual(['i-1', 'i-twin']);
    expect((await desk.row()).status).toBe('READY');
  });

  it('ends a replaced host and a twin as well', async () => {
    const replaced = [{ attempt: 1, instance_id: 'i-0', launched_at: iso(-10), given_up_at: iso(3) }];
    const { step, done } = await scene(aReady({ verdict: noShow, replaced }), 15, [
      aHost(),
      aHost({ instanceId: 'i-twin' }),
    ]);
    await step(call());
    expect(done.filter((what) => what.startsWith('end'))).toHaveLength(3);
  });

  it('keeps the error that led here as the reason', async () => {
    const { step, row } = await scene(aLaunching(), 17);
    const error = { Error: 'HostNeverHealthy', Cause: '{"errorMessage":"room: no answer"}' };
    expect(await step(call({ error }))).toMatchObject({ result: { outcome: 'FAILED' } });
    expect(await row()).toMatchObject({ failure: { reason: 'HEALTH', detail: 'HostNeverHealthy: room: no answer' } });
  });

  it('done again, changes nothing and disarms again', async () => {
    const { step, row, done } = await scene(aReady({ verdict: noShow }), 15);
    await step(call());
    const before = await row();
    expect(await step(call())).toMatchObject({ next: 'DONE', result: { outcome: 'NO_SHOW' } });
    expect(await row()).toEqual(before);
    expect(done.at(-1)).toBe('disarm ENDED');
  });

  it('does not touch a meeting that was moved to another execution', async () => {
    const { step, done } = await scene(aReady({ revision: 2 }), 15);
    expect(await step(call())).toMatchObject({ next: 'DONE' });
    expect(done).toEqual([]);
  });

  it('waits longer and longer for a host that will not go', async () => {
    const { step } = await scene(aReady({ verdict: noShow }), 35, [aHost()], 'ending');
    expect(await step(call())).toEqual({ next: 'WAIT', waitSeconds: 150 });
  });
});
