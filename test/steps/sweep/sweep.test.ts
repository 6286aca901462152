import { describe, expect, it, jest } from '@jest/globals';
import { Throttled } from '../../../steps/domain/errors.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { Host, WakeUp, TokenResult } from '../../../steps/ports.ts';
import { sweep, type SweepCall } from '../../../steps/sweep/sweep.ts';
import { aDesk, aHost } from '../../support/desk.ts';
import { aLaunching, aMeeting, aReady, EXECUTION, ID, iso, seen, t } from '../../support/meeting.ts';
import { port } from '../../support/refusing.ts';

const TIMER: SweepCall = { source: 'timer' };
const record = { attempt: 1, instance_id: 'i-1', launched_at: iso(-10) };

/** A sweep at that minute, of a table with at most one row and an EC2 with these hosts. */
async function scene(row: Meeting | undefined, minutes: number, found: readonly Host[] | Error, ofAll = found) {
  const desk = await aDesk(row, minutes);
  const ended: string[] = [];
  const armed: WakeUp[] = [];
  const succeed = jest.fn(async (_token: string): Promise<TokenResult> => 'accepted');
  const answer = (known: readonly Host[] | Error) => async (): Promise<readonly Host[]> => {
    if (known instanceof Error) throw known;
    return known;
  };
  const hosts = answer(found);
  const step = sweep({
    ...desk,
    hosts: port('hosts', {
      running: answer(ofAll),
      ofMeeting: hosts,
      find: async (id) => (await hosts()).find(({ instanceId }) => instanceId === id),
      end: async (id) => (ended.push(id), 'gone' as const),
    }),
    addresses: port('addresses', { published: async () => [], remove: async () => {} }),
    wakeUps: port('wakeUps', { arm: async (wakeUp) => void armed.push(wakeUp), disarm: async () => {} }),
    workflow: port('workflow', { succeed, stop: async () => {} }),
  });
  return { ...desk, step, ended, armed, succeed };
}

describe('from what runs to the table, the sweep', () => {
  const open = aReady();

  it.each<[string, Meeting | undefined, Partial<Host>]>([
    ['whose meeting nobody knows', undefined, {}],
    ['whose meeting is over', aMeeting({ status: 'ENDED', outcome: 'COMPLETED' }), {}],
    ['of an earlier time of a meeting that was moved', aMeeting({ revision: 2 }), {}],
    ['that is a twin of the one in use', open, { instanceId: 'i-twin' }],
    [
      'that was replaced',
      aReady({ hosts: { room: { ...record, attempt: 2, instance_id: 'i-2' } } }),
      { instanceId: 'i-1', attempt: 1 },
    ],
  ])('ends a host %s', async (_which, row, host) => {
    const stray = aHost(host);
    const { step, ended } = await scene(row, 0, [stray]);
    await step(TIMER);
    expect(ended).toEqual([stray.instanceId]);
  });

  it.each<[string, Meeting, Partial<Host>]>([
    ['that a meeting uses', open, {}],
    ['whose launch is not in its row yet', aMeeting({ status: 'LAUNCHING', claimed_by: EXECUTION }), {}],
    ['that is to replace the one in the row', open, { instanceId: 'i-2', attempt: 2 }],
  ])('leaves a host %s', async (_which, row, host) => {
    const { step, ended } = await scene(row, 0, [aHost(), aHost(host)]);
    await step(TIMER);
    expect(ended).toEqual([]);
  });

  it('ends nothing when EC2 does not answer, and says that it could not look', async () => {
    const { step, ended, row } = await scene(aReady({ attendance: { teacher: seen(0, 20) } }), 21, new Throttled());
    await expect(step(TIMER)).rejects.toThrow(AggregateError);
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('from the rows to their deadlines, the sweep', () => {
  const emptied = aReady({ attendance: { teacher: seen(0, 20) } });

  it('leaves a meeting to its workflow until that has had its margin, and then ends it', async () => {
    const early = await scene(emptied, 27.9, [aHost()]);
    await early.step(TIMER);
    expect(early.ended).toEqual([]);
    const late = await scene(emptied, 28, [aHost()]);
    await late.step(TIMER);
    expect(late.ended).toEqual(['i-1']);
    expect(late.succeed).toHaveBeenCalledWith('open-token');
    expect(await late.row()).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'net' } });
  });

  it('gives the host of a forgotten meeting no more time because the teacher ends it', async () => {
    const { step, row } = await scene(
      { ...emptied, verdict: { outcome: 'COMPLETED', by: 'teacher', at: iso(27) } },
      28,
      [aHost()],
    );
    await step(TIMER);
    expect(await row()).toMatchObject({ status: 'ENDED', verdict: { by: 'teacher' } });
  });

  it('is done with them before it says that EC2 listed nothing', async () => {
    const { step, meetings } = await scene(emptied, 28, [aHost()], new Throttled());
    const status = step(TIMER).catch(async () => (await meetings.find(ID))?.status);
    expect(await status).toBe('ENDED');
  });

  it('never ends a meeting with people in it before the hard end', async () => {
    const { step, ended, row } = await scene(aReady({ attendance: { student: seen(0, 118) } }), 119, [aHost()]);
    await step(TIMER);
    await step({ source: 'schedule', meetingId: ID, kind: 'hard-end' });
    await step({ source: 'execution', executionArn: EXECUTION });
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});

describe('a wake-up of its own', () => {
  it('that finds people in the room arms the next one before anything else', async () => {
    const { step, armed } = await scene(aReady({ attendance: { student: seen(0, 17) } }), 18, new Throttled());
    await expect(step({ source: 'schedule', meetingId: ID, kind: 'attendance' })).rejects.toThrow(Throttled);
    expect(armed).toEqual([{ meetingId: ID, revision: 1, kind: 'recheck-a', at: t(17 + 5 + 3) }]);
  });
});

describe('the news that a host is down', () => {
  const host = (state: Host['state']): SweepCall & { readonly state: Host['state'] } => ({
    source: 'host',
    instanceId: 'i-1',
    state,
  });

  it.each(['stopped', 'terminated'] as const)(
    '%s: its open meeting has failed, and the workflow is woken',
    async (state) => {
      const { step, row, succeed } = await scene(aReady(), 5, [aHost({ state })]);
      await step(host(state));
      expect(await row()).toMatchObject({ verdict: { outcome: 'FAILED', failure: { reason: 'HOST_LOST' } } });
      expect(succeed).toHaveBeenCalledWith('open-token');
    },
  );

  it('before the room is open: nothing, as the health check sees it and replaces the host', async () => {
    const { step, row } = await scene(aLaunching(), -9, [aHost({ state: 'terminated' })]);
    await step(host('terminated'));
    expect(await row()).not.toHaveProperty('verdict');
  });

  it('of another deployment: nothing at all', async () => {
    const { step, row, ended } = await scene(aReady(), 5, []);
    await step(host('terminated'));
    expect(ended).toEqual([]);
    expect(await row()).not.toHaveProperty('verdict');
  });
});
