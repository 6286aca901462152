import { describe, expect, it, jest } from '@jest/globals';
import { SchemaMismatch, HostLost, MeetingFailed } from '../../../steps/domain/errors.ts';
import { holdMeeting } from '../../../steps/meeting/hold-meeting.ts';
import { decide } from '../../../steps/meeting/decide.ts';
import { openRoom } from '../../../steps/meeting/open-room.ts';
import { stepPorts, aTask } from '../../support/step-ports.ts';
import { port } from '../../support/strict-ports.ts';
import { aLaunching, aReady, call, GRACE, iso, seen } from '../../support/meeting.ts';

const accepted = () => jest.fn(async (_token: string) => 'accepted' as const);

describe('Open room', () => {
  it('opens the room and stores the task token in one write', async () => {
    const ports = await stepPorts(aLaunching(), -8);
    const task = aTask({ token: 'open-token', state: 'Open room', enteredAt: '2026-12-01T14:52:00.123456+00:00' });
    await openRoom({ ...ports, workflow: port('workflow', {}) })(task);
    expect(await ports.row()).toMatchObject({
      version: 2,
      status: 'READY',
      opened_at: iso(-8),
      token: { token: 'open-token', state: 'Open room', entered_at: '2026-12-01T14:52:00.123Z', retry_count: 0 },
    });
  });

  it.each([
    ['cancelled', aLaunching({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-9) } })],
    ['ended', aLaunching({ status: 'ENDED', outcome: 'CANCELLED' })],
    ['moved', aLaunching({ revision: 2 })],
    ['deleted', undefined],
  ])('completes its own token when the meeting is %s, and opens nothing', async (_what, row) => {
    const ports = await stepPorts(row, -8);
    const succeed = accepted();
    await openRoom({ ...ports, workflow: port('workflow', { succeed }) })(aTask({ token: 'open-token' }));
    expect(succeed).toHaveBeenCalledWith('open-token');
    expect(await ports.row()).toEqual(row);
  });
});

describe('Hold meeting', () => {
  const hold = async (fields: Record<string, unknown>) => {
    const ports = await stepPorts(
      aReady({ token: { token: 'now', state: 'Hold meeting', entered_at: iso(1), retry_count: 1 } }),
      2,
    );
    await holdMeeting({ ...ports, workflow: port('workflow', {}) })(aTask(fields));
    return (await ports.row()).token?.token;
  };

  it('replaces the token of an earlier visit or retry', async () => {
    expect(await hold({ token: 'next', enteredAt: iso(1.5) })).toBe('next');
    expect(await hold({ token: 'next', enteredAt: iso(1), retryCount: 2 })).toBe('next');
  });

  it('keeps the token of a later visit or retry', async () => {
    expect(await hold({ token: 'late', enteredAt: iso(0.5), retryCount: 7 })).toBe('now');
    expect(await hold({ token: 'late', enteredAt: '2026-12-01T15:01:00.000000+00:00', retryCount: 0 })).toBe('now');
  });

  it('throws SchemaMismatch for a call without a token', async () => {
    const ports = await stepPorts(aReady(), 2);
    await expect(holdMeeting({ ...ports, workflow: port('workflow', {}) })(call() as never)).rejects.toThrow(
      SchemaMismatch,
    );
  });
});

describe('Decide', () => {
  const runDecide = async (row: Parameters<typeof stepPorts>[0], minutes: number) => {
    const ports = await stepPorts(row, minutes);
    const result = await decide({ ...ports, health: port('health', { countsPeople: false }) })(call());
    return { result, row: await ports.row() };
  };

  it('holds until the hard end while somebody is present, with the grace as heartbeat', async () => {
    const { result } = await runDecide(aReady({ attendance: { teacher: seen(0, 20) } }), 20);
    expect(result).toEqual({ next: 'HOLD', timeoutSeconds: 100 * 60, heartbeatSeconds: 60 * GRACE });
  });

  it('sets the heartbeat to the rest of the grace', async () => {
    const { result } = await runDecide(aReady({ attendance: { teacher: seen(0, 20) } }), 24);
    expect(result).toMatchObject({ heartbeatSeconds: 75 });
  });

  it('waits without a heartbeat until the attendance deadline', async () => {
    const { result, row } = await runDecide(aReady({ attendance: { student: seen(-8, -7) } }), 0);
    expect(result).toEqual({ next: 'HOLD', timeoutSeconds: 901, heartbeatSeconds: 900 });
    expect(row.verdict).toBeUndefined();
  });

  it.each([
    ['NO_SHOW', aReady(), 15],
    ['COMPLETED', aReady({ attendance: { teacher: seen(0, 20) } }), 20 + GRACE],
    ['TIME_LIMIT', aReady({ attendance: { teacher: seen(0, 119) } }), 120],
  ])('decides %s and stores it in one write', async (outcome, before, minutes) => {
    const { result, row } = await runDecide(before, minutes);
    expect(result).toEqual({ next: 'TEAR_DOWN', outcome });
    expect(row).toMatchObject({ version: 2, verdict: { outcome, by: 'workflow', at: iso(minutes) } });
  });

  it('returns an existing verdict', async () => {
    const verdict = { outcome: 'CANCELLED', by: 'organiser', at: iso(1) } as const;
    expect((await runDecide(aReady({ verdict }), 50)).result).toEqual({ next: 'TEAR_DOWN', outcome: 'CANCELLED' });
  });

  it('throws HostLost or MeetingFailed for a FAILED verdict or a missing row', async () => {
    const failed = (reason: 'HOST_LOST' | 'ABORTED') =>
      runDecide(aReady({ verdict: { outcome: 'FAILED', by: 'net', at: iso(1), failure: { reason, detail: 'd' } } }), 2);
    await expect(failed('HOST_LOST')).rejects.toThrow(HostLost);
    await expect(failed('ABORTED')).rejects.toThrow(MeetingFailed);
    await expect(runDecide(undefined, 2)).rejects.toThrow(MeetingFailed);
  });

  it('does not change a meeting that was moved', async () => {
    const before = aReady({ revision: 2 });
    const { result, row } = await runDecide(before, 30);
    expect(result).toMatchObject({ next: 'TEAR_DOWN' });
    expect(row).toEqual(before);
  });
});
