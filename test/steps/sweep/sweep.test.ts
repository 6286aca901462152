import { describe, expect, it, jest } from '@jest/globals';
import { Throttled } from '../../../steps/domain/errors.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { Host, WakeUp, TokenResult } from '../../../steps/ports.ts';
import { sweep, type SweepCall } from '../../../steps/sweep/sweep.ts';
import { stepPorts, aHost } from '../../support/step-ports.ts';
import { aLaunching, aMeeting, aReady, EXECUTION, ID, iso, seen, t } from '../../support/meeting.ts';
import { port } from '../../support/strict-ports.ts';

const TIMER: SweepCall = { source: 'timer' };
const record = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10) };

/** A sweep at `minutes` after T, with at most one row and these hosts. */
async function scene(row: Meeting | undefined, minutes: number, found: readonly Host[] | Error, ofAll = found) {
  const ports = await stepPorts(row, minutes);
  const ended: string[] = [];
  const armed: WakeUp[] = [];
  const succeed = jest.fn(async (_token: string): Promise<TokenResult> => 'accepted');
  const lookUp = (known: readonly Host[] | Error) => async (): Promise<readonly Host[]> => {
    if (known instanceof Error) throw known;
    return known;
  };
  const hosts = lookUp(found);
  const step = sweep({
    ...ports,
    hosts: port('hosts', {
      running: lookUp(ofAll),
      ofMeeting: hosts,
      find: async (id) => (await hosts()).find(({ instanceId }) => instanceId === id),
      end: async (id) => (ended.push(id), 'gone' as const),
    }),
    addresses: port('addresses', { published: async () => [], remove: async () => {} }),
    wakeUps: port('wakeUps', { arm: async (wakeUp) => void armed.push(wakeUp), disarm: async () => {} }),
    workflow: port('workflow', { succeed, stop: async () => {} }),
  });
  return { ...ports, step, ended, armed, succeed };
}

describe('the sweep of hosts', () => {
  const open = aReady();

  it.each<[string, Meeting | undefined, Partial<Host>]>([
    ['whose meeting has no row', undefined, {}],
    ['whose meeting has ended', aMeeting({ status: 'ENDED', outcome: 'COMPLETED' }), {}],
    ['of an earlier revision of a moved meeting', aMeeting({ revision: 2 }), {}],
    ['of the same attempt as the host in use', open, { instanceId: 'i-second' }],
    [
      'that was replaced',
      aReady({ hosts: { room: { ...record, attempt: 2, instance_id: 'i-2' } } }),
      { instanceId: 'i-1', attempt: 1 },
    ],
  ])('ends a host %s', async (_which, row, host) => {
    const orphan = aHost(host);
    const { step, ended } = await scene(row, 0, [orphan]);
    await step(TIMER);
    expect(ended).toEqual([orphan.instanceId]);
  });

  it.each<[string, Meeting, Partial<Host>]>([
    ['that a meeting uses', open, {}],
    ['whose launch is not stored in its row yet', aMeeting({ status: 'LAUNCHING', claimed_by: EXECUTION }), {}],
    ['that replaces the host in the row', open, { instanceId: 'i-2', attempt: 2 }],
  ])('keeps a host %s', async (_which, row, host) => {
    const { step, ended } = await scene(row, 0, [aHost(), aHost(host)]);
    await step(TIMER);
    expect(ended).toEqual([]);
  });

  it('ends nothing and throws when the EC2 look-up fails', async () => {
    const { step, ended, row } = await scene(aReady({ attendance: { teacher: seen(0, 20) } }), 21, new Throttled());
    await expect(step(TIMER)).rejects.toThrow(AggregateError);
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('the sweep of meetings', () => {
  const emptied = aReady({ attendance: { teacher: seen(0, 20) } });

  it('ends an overdue meeting only after the margin of its workflow', async () => {
    const early = await scene(emptied, 27.9, [aHost()]);
    await early.step(TIMER);
    expect(early.ended).toEqual([]);
    const late = await scene(emptied, 28, [aHost()]);
    await late.step(TIMER);
    expect(late.ended).toEqual(['i-1']);
    expect(late.succeed).toHaveBeenCalledWith('open-token');
    expect(await late.row()).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'net' } });
  });

  it('gives the host of an overdue meeting no more time when the teacher ends it', async () => {
    const { step, row } = await scene(
      { ...emptied, verdict: { outcome: 'COMPLETED', by: 'teacher', at: iso(27) } },
      28,
      [aHost()],
    );
    await step(TIMER);
    expect(await row()).toMatchObject({ status: 'ENDED', verdict: { by: 'teacher' } });
  });

  it('ends overdue meetings before it throws the error of the EC2 list', async () => {
    const { step, meetings } = await scene(emptied, 28, [aHost()], new Throttled());
    const status = step(TIMER).catch(async () => (await meetings.find(ID))?.status);
    expect(await status).toBe('ENDED');
  });

  it('does not end a meeting with people in the room before the hard end', async () => {
    const { step, ended, row } = await scene(aReady({ attendance: { student: seen(0, 118) } }), 119, [aHost()]);
    await step(TIMER);
    await step({ source: 'schedule', meetingId: ID, kind: 'hard-end' });
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('a wake-up', () => {
  it('arms the next wake-up first', async () => {
    const { step, armed } = await scene(aReady({ attendance: { student: seen(0, 17) } }), 18, new Throttled());
    await expect(step({ source: 'schedule', meetingId: ID, kind: 'attendance' })).rejects.toThrow(Throttled);
    expect(armed).toEqual([{ meetingId: ID, revision: 1, kind: 'recheck-a', at: t(17 + 5 + 3) }]);
  });
});

describe('the event that a host is down', () => {
  const host = (state: Host['state']): SweepCall & { readonly state: Host['state'] } => ({
    source: 'host',
    instanceId: 'i-1',
    state,
  });

  it.each(['stopped', 'terminated'] as const)('(%s) fails its open meeting and wakes the workflow', async (state) => {
    const { step, row, succeed } = await scene(aReady(), 5, [aHost({ state })]);
    await step(host(state));
    expect(await row()).toMatchObject({ verdict: { outcome: 'FAILED', failure: { reason: 'HOST_LOST' } } });
    expect(succeed).toHaveBeenCalledWith('open-token');
  });

  it('does nothing before the room is open, because Check host replaces the host', async () => {
    const { step, row } = await scene(aLaunching(), -9, [aHost({ state: 'terminated' })]);
    await step(host('terminated'));
    expect(await row()).not.toHaveProperty('verdict');
  });

  it('does nothing for a host of another deployment', async () => {
    const { step, row, ended } = await scene(aReady(), 5, []);
    await step(host('terminated'));
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});
