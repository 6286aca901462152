import { describe, expect, it, jest } from '@jest/globals';
import { Throttled } from '../../../steps/domain/errors.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { silentLog } from '../../support/memory/fixed.ts';
import type { Host, Log, WakeUp, TokenResult } from '../../../steps/ports.ts';
import { sweep, type SweepCall } from '../../../steps/sweep/sweep.ts';
import { stepPorts, aHost } from '../../support/step-ports.ts';
import { aLaunching, aMeeting, aReady, EXECUTION, GRACE, ID, iso, seen, t } from '../../support/meeting.ts';
import { listen } from '../../support/listening.ts';
import { port } from '../../support/strict-ports.ts';

const TIMER: SweepCall = { source: 'timer' };
const record = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10) };

/** A sweep at `minutes` after T, with at most one row and these hosts. */
async function scene(row: Meeting | undefined, minutes: number, found: readonly Host[] | Error, ofAll = found) {
  const counted = new Map<string, number>();
  const log: Log = {
    ...silentLog,
    count: (metric, value) => void counted.set(metric, (counted.get(metric) ?? 0) + value),
  };
  const ports = { ...(await stepPorts(row, minutes)), log };
  const health = { reachable: false };
  const ended: string[] = [];
  const parts: string[] = [];
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
      end: async (id) => (ended.push(id), 'ended' as const),
      removeLeftovers: async () => void parts.push('secrets of hosts'),
    }),
    addresses: port('addresses', { published: async () => (parts.push('names'), []), remove: async () => {} }),
    health: port('health', {
      countsPeople: false,
      probe: async () => ({ healthy: false, detail: '', people: null, ...health }),
    }),
    wakeUps: port('wakeUps', { arm: async (wakeUp) => void armed.push(wakeUp), disarm: async () => {} }),
    workflow: port('workflow', { succeed, stop: async () => {} }),
  });
  return { ...ports, step, ended, parts, armed, succeed, counted, health };
}

describe('the sweep of hosts', () => {
  const open = aReady();

  it.each<[string, Meeting | undefined, Partial<Host>]>([
    ['without a row, after its own hard end', undefined, { hardEnd: t(0) }],
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
    ['without a row, before its own hard end', aMeeting({ id: 'other00000000000' }), {}],
    ['whose launch is not stored in its row yet', aMeeting({ status: 'LAUNCHING', claimed_by: EXECUTION }), {}],
    ['that replaces the host in the row', open, { instanceId: 'i-2', attempt: 2 }],
  ])('keeps a host %s', async (_which, row, host) => {
    const { step, ended } = await scene(row, 0, [aHost(), aHost(host)]);
    await step(TIMER);
    expect(ended).toEqual([]);
  });

  it('ends nothing when the EC2 look-up fails, and counts the failure', async () => {
    const { step, ended, row, counted } = await scene(
      aReady({ attendance: { teacher: seen(0, 20) } }),
      21,
      new Throttled(),
    );
    await step(TIMER);
    expect(ended).toEqual([]);
    expect(counted.get('SweepFailures')).toBeGreaterThan(0);
    expect(await row()).not.toHaveProperty('verdict');
  });

  it('ends any number of hosts of ended meetings, but no host of more than five others, and counts those for an alarm', async () => {
    const twins = (count: number) => Array.from({ length: count }, (_, n) => aHost({ instanceId: `i-twin${n}` }));
    const few = await scene(open, 0, [aHost(), ...twins(5)]);
    await few.step(TIMER);
    expect(few.ended).toHaveLength(5);
    expect(few.counted.get('HostsHeldBack')).toBeUndefined();
    const many = await scene(open, 0, [aHost(), ...twins(6)]);
    await many.step(TIMER);
    expect(many.ended).toEqual([]);
    expect(many.counted.get('HostsHeldBack')).toBe(6);
    const over = await scene(aMeeting({ status: 'ENDED', outcome: 'COMPLETED' }), 0, twins(20));
    await over.step(TIMER);
    expect(over.ended).toHaveLength(20);
  });

  it('does not count a host that was ended before, which a lagging look-up still shows', async () => {
    const { step, counted } = await scene(aMeeting({ status: 'ENDED', outcome: 'COMPLETED' }), 0, [aHost()]);
    await step(TIMER);
    expect(counted.get('HostsEndedBySweep')).toBe(1);
    const row = aMeeting({ status: 'ENDED', outcome: 'COMPLETED' });
    for (const state of ['shutting-down', 'terminated'] as const) {
      const late = await scene(row, 0, [aHost({ state })]);
      await late.step({ source: 'host', instanceId: 'i-1' });
      expect(late.ended).toEqual([]);
      expect(late.counted.get('HostsEndedBySweep')).toBeUndefined();
    }
  });
});

describe('the sweep by the timer', () => {
  it('also sweeps names and secrets of hosts, whatever fails before', async () => {
    const { step, parts, counted, meetings } = await scene(aReady(), 0, new Throttled());
    meetings.list = () => Promise.reject(new Error('no response'));
    await step(TIMER);
    expect(parts.toSorted()).toEqual(['names', 'secrets of hosts']);
    // The list of rows is asked for twice.
    expect(counted.get('SweepFailures')).toBe(3);
  });

  it('ends more than five orphaned hosts when they are at most a tenth of all', async () => {
    const idOf = (n: number): string => `open${String(n).padStart(12, '0')}`;
    const used = Array.from({ length: 60 }, (_, n) => aHost({ meetingId: idOf(n), instanceId: `i-used${n}` }));
    const twins = used.slice(0, 6).map((host, n) => ({ ...host, instanceId: `i-twin${n}` }));
    const { step, meetings, ended } = await scene(undefined, 0, [...used, ...twins]);
    for (const { meetingId: id, instanceId: instance_id } of used)
      await meetings.insert(aReady({ id, hosts: { room: { ...record, instance_id } } }));
    await step(TIMER);
    expect(ended).toEqual(twins.map(({ instanceId }) => instanceId));
  });
});

describe('the sweep of meetings', () => {
  const emptied = aReady({ attendance: { teacher: seen(0, 20) } });

  it('ends an overdue meeting only after the margin of its workflow', async () => {
    const early = await scene(emptied, 27.9, [aHost()]);
    await early.step(TIMER);
    expect(early.ended).toEqual([]);
    const late = await scene(emptied, 20 + GRACE + 3, [aHost()]);
    await late.step(TIMER);
    expect(late.ended).toEqual(['i-1']);
    expect(late.succeed).toHaveBeenCalledWith('open-token');
    expect(await late.row()).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'net' } });
  });

  it('wakes an overdue meeting again that cannot be judged yet: its own wake-up may have failed', async () => {
    const { step, armed, meetings, clock, row } = await scene(emptied, 20, [aHost()]);
    // Nothing could be heard between the minutes 20 and 34.
    await listen(meetings, 34, 35);
    clock.set(t(35));
    await step(TIMER);
    expect(await row()).not.toHaveProperty('verdict');
    expect(armed).toEqual([{ meetingId: ID, revision: 1, kind: 'recheck-a', at: t(37) }]);
  });

  it('does not end an overdue meeting later because the teacher ends it', async () => {
    const { step, row } = await scene(
      { ...emptied, verdict: { outcome: 'COMPLETED', by: 'teacher', at: iso(27) } },
      20 + GRACE + 3,
      [aHost()],
    );
    await step(TIMER);
    expect(await row()).toMatchObject({ status: 'ENDED', verdict: { by: 'teacher' } });
  });

  it('ends overdue meetings also when EC2 cannot list the hosts', async () => {
    const { step, row } = await scene(emptied, 20 + GRACE + 3, [aHost()], new Throttled());
    await step(TIMER);
    expect((await row()).status).toBe('ENDED');
  });

  it.each(['find', 'list'] as const)(
    'ends an overdue meeting in the same sweep when its first %s fails',
    async (method) => {
      const { step, row, meetings, counted } = await scene(aReady(), 130, []);
      const call: (...args: never[]) => unknown = meetings[method].bind(meetings);
      let calls = 0;
      const failsFirst = async (...args: never[]): Promise<unknown> => {
        if (++calls === 1) throw new Error('no response');
        return call(...args);
      };
      Object.assign(meetings, { [method]: failsFirst });
      await step(TIMER);
      expect(await row()).toMatchObject({ status: 'ENDED' });
      expect(counted.get('SweepFailures')).toBe(1);
    },
  );

  it('does not end a meeting with people in the room before the hard end', async () => {
    const { step, ended, row } = await scene(aReady({ attendance: { student: seen(0, 118) } }), 119, [aHost()]);
    await step(TIMER);
    await step({ source: 'schedule', meetingId: ID, revision: 1, kind: 'hard-end' });
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('the sweep reaches every row', () => {
  it('also when the first read of the pause fails: it asks again', async () => {
    const { step, ended, meetings, row, counted } = await scene(
      aReady({ attendance: { teacher: seen(0, 20) } }),
      20 + GRACE + 3,
      [aHost()],
    );
    const getMark = meetings.getMark.bind(meetings);
    let reads = 0;
    meetings.getMark = async (name) => {
      if ((reads += 1) === 1) throw new Error('no response');
      return getMark(name);
    };
    await step(TIMER);
    expect(ended).toEqual(['i-1']);
    expect((await row()).status).toBe('ENDED');
    expect(counted.get('SweepFailures')).toBe(1);
  });

  const idOf = (n: number): string => `row${String(n).padStart(13, '0')}`;
  const emptied = (n: number): Meeting => aReady({ id: idOf(n), attendance: { teacher: seen(0, 20) }, hosts: {} });

  it('when rows on the first page always throw', async () => {
    const { step, meetings, counted } = await scene(undefined, 20 + GRACE + 3, []);
    for (let n = 0; n < 250; n++) await meetings.insert(emptied(n));
    const find = meetings.find.bind(meetings);
    meetings.find = async (id) => {
      if (id === idOf(3) || id === idOf(7)) throw new Error('no response');
      return find(id);
    };
    await step(TIMER);
    const { meetings: open } = await meetings.list({ openOrEnded: 'open', limit: 300 });
    expect(open.map(({ id }) => id)).toEqual([idOf(3), idOf(7)]);
    expect(counted.get('SweepFailures')).toBe(4);
  });

  it('also when a sweep runs out of time: the next one resumes where it stopped', async () => {
    const { step, meetings, clock } = await scene(undefined, 20 + GRACE + 3, []);
    for (let n = 0; n < 450; n++) await meetings.insert(emptied(n));
    const list = meetings.list.bind(meetings);
    await listen(meetings, 20 + GRACE + 3, 60);
    meetings.list = async (query) => (clock.advance(100_000), list(query));
    await step(TIMER);
    const left = async () => (await list({ openOrEnded: 'open', limit: 500 })).meetings.length;
    expect(await left()).toBe(50);
    await step(TIMER);
    expect(await left()).toBe(0);
  });

  it('also behind hundreds of lessons that go on: a sweep without time for all resumes behind them', async () => {
    const at = 20 + GRACE + 3;
    const { step, meetings, clock } = await scene(undefined, at, []);
    const goesOn = (n: number): Meeting => ({ ...emptied(n), attendance: { teacher: seen(0, at) } });
    for (let n = 0; n < 400; n++) await meetings.insert(goesOn(n));
    await meetings.insert(emptied(400));
    const list = meetings.list.bind(meetings);
    await listen(meetings, at, 60);
    meetings.list = async (query) => (clock.advance(100_000), list(query));
    await step(TIMER);
    expect((await meetings.find(idOf(400)))?.status).toBe('READY');
    await step(TIMER);
    expect((await meetings.find(idOf(400)))?.status).toBe('ENDED');
  });

  it('and a sweep that takes more than two minutes is counted for the alarm', async () => {
    for (const [seconds, failures] of [
      [120, undefined],
      [121, 1],
    ] as const) {
      const { step, meetings, clock, counted } = await scene(undefined, 28, []);
      const list = meetings.list.bind(meetings);
      meetings.list = async (query) => (clock.advance(seconds * 1000), list(query));
      await step(TIMER);
      expect(counted.get('SweepSeconds')).toBe(seconds);
      expect(counted.get('SweepFailures')).toBe(failures);
    }
  });

  it('when the workflow cannot be reached: the hosts are ended anyway', async () => {
    const { step, ended, succeed } = await scene(aReady({ attendance: { teacher: seen(0, 20) } }), 20 + GRACE + 3, [
      aHost(),
    ]);
    succeed.mockRejectedValue(new Error('no response'));
    await step(TIMER);
    expect(ended).toEqual(['i-1']);
  });
});

describe('a host that look-ups miss', () => {
  const people = { attendance: { student: seen(0, 20) } };
  const addressed = { ...record, healthy_at: iso(-8), address: { name: 'h', url: 'http://h.example' } };

  it('is not lost by one empty look-up', async () => {
    const { step, row } = await scene(aReady({ ...people, hosts: { room: addressed } }), 20, []);
    await step(TIMER);
    await step(TIMER);
    expect(await row()).not.toHaveProperty('verdict');
    expect((await row()).hosts.room).toHaveProperty('missed_at', iso(20));
  });

  it('is not lost as long as it responds', async () => {
    const missed = { ...addressed, missed_at: iso(15) };
    const { step, row, health } = await scene(aReady({ ...people, hosts: { room: missed } }), 20, []);
    health.reachable = true;
    await step(TIMER);
    expect(await row()).not.toHaveProperty('verdict');
  });

  it('is lost when it is missed twice, two minutes apart, and does not respond', async () => {
    const missed = { ...addressed, missed_at: iso(18) };
    const { step, row } = await scene(aReady({ ...people, hosts: { room: missed } }), 20, []);
    await step(TIMER);
    expect(await row()).toMatchObject({ verdict: { outcome: 'FAILED', failure: { reason: 'HOST_LOST' } } });
  });

  it('is no longer missed once a look-up shows it again', async () => {
    const missed = { ...addressed, missed_at: iso(18) };
    const { step, row } = await scene(aReady({ ...people, hosts: { room: missed } }), 20, [aHost()]);
    await step(TIMER);
    expect((await row()).hosts.room).not.toHaveProperty('missed_at');
  });

  it('is not lost when it is too new to be known', async () => {
    const young = { ...addressed, launched_at: iso(12), missed_at: iso(15) };
    const { step, row } = await scene(aReady({ ...people, hosts: { room: young } }), 20, []);
    await step(TIMER);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('the end of an execution', () => {
  it('of another revision ends nothing, though the room never opened', async () => {
    const { step, row, ended } = await scene(aLaunching(), -5, [aHost()]);
    await step({ source: 'execution', executionArn: EXECUTION.replace(/-1$/, '-2') });
    expect(await row()).not.toHaveProperty('verdict');
    expect(ended).toEqual([]);
  });

  it('of the current revision ends a meeting whose room never opened', async () => {
    const { step, row } = await scene(aLaunching(), -5, [aHost()]);
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(await row()).toMatchObject({ verdict: { outcome: 'FAILED', failure: { reason: 'ABORTED' } } });
  });

  it('while people are in the room: the next sweep after they left ends the meeting, without the margin of a workflow', async () => {
    const { step, row, clock, meetings, ended } = await scene(aReady({ attendance: { teacher: seen(0, 20) } }), 20, [
      aHost(),
    ]);
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(await row()).not.toHaveProperty('verdict');
    await listen(meetings, 20, 20 + GRACE);
    clock.set(t(20 + GRACE));
    await step(TIMER);
    expect(await row()).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'net' } });
    expect(ended).toEqual(['i-1']);
  });

  it('does not end a meeting that is moved to another execution at the same time', async () => {
    const { step, row, meetings } = await scene(aMeeting(), -60, []);
    const find = meetings.find.bind(meetings);
    let isFirst = true;
    meetings.find = async (id) => {
      const found = await find(id);
      if (isFirst && found) {
        isFirst = false;
        const moved = {
          ...found,
          revision: 2,
          execution_arn: EXECUTION.replace(/-1$/, '-2'),
          version: found.version + 1,
        };
        await meetings.replace(moved, found.version);
      }
      return found;
    };
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(await row()).not.toHaveProperty('verdict');
    expect(await row()).not.toHaveProperty('execution_over');
  });
});

describe('the row of an interrupted scheduling call', () => {
  const leftover = aMeeting({ accepted: false });

  it('is ended, not deleted, so that a repeated call finds it', async () => {
    const { step, row } = await scene(leftover, -50, []);
    await step(TIMER);
    expect(await row()).toMatchObject({
      status: 'ENDED',
      accepted: false,
      failure: { reason: 'NOT_ACCEPTED' },
      expires_at: t(-50) / 1000 + 7 * 86_400,
    });
  });

  it('is not ended while the call can still run', async () => {
    const { step, row } = await scene(leftover, -50.1, []);
    await step(TIMER);
    expect((await row()).status).toBe('SCHEDULED');
  });
});

describe('a wake-up', () => {
  it('arms the next wake-up first', async () => {
    const { step, armed } = await scene(aReady({ attendance: { student: seen(0, 17) } }), 18, new Throttled());
    await expect(step({ source: 'schedule', meetingId: ID, revision: 1, kind: 'attendance' })).rejects.toThrow(
      Throttled,
    );
    expect(armed).toEqual([{ meetingId: ID, revision: 1, kind: 'recheck-a', at: t(17 + GRACE + 3) }]);
  });

  it('of the time before a move arms no other one: the time after it has its own', async () => {
    const { step, armed } = await scene(aMeeting({ revision: 2 }), -30, []);
    await step({ source: 'schedule', meetingId: ID, revision: 1, kind: 'attendance' });
    expect(armed).toEqual([]);
  });
});

describe('a wake-up whose row cannot be read', () => {
  it('fails, and arms the next one, so that an outage of the table does not end the wake-ups', async () => {
    const { step, armed, meetings } = await scene(aReady(), 18, []);
    meetings.find = () => Promise.reject(new Error('the table does not respond'));
    const fired = { source: 'schedule', meetingId: ID, revision: 1, kind: 'recheck-a' } as const;
    await expect(step(fired)).rejects.toThrow('the table does not respond');
    expect(armed).toEqual([{ meetingId: ID, revision: 1, kind: 'recheck-b', at: t(23) }]);
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

  it('decides nothing before the room is open, and lets Check host look the host up', async () => {
    const booting = aLaunching({ hosts: { room: { ...record, looked_up_at: iso(-9.5) } } });
    const { step, row } = await scene(booting, -9, [aHost({ state: 'terminated' })]);
    await step(host('terminated'));
    expect(await row()).not.toHaveProperty('verdict');
    expect((await row()).hosts.room).toEqual(record);
  });

  it('does nothing for a host of another deployment', async () => {
    const { step, row, ended } = await scene(aReady(), 5, []);
    await step(host('terminated'));
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});
