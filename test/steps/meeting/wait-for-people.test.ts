import { describe, expect, it, jest } from '@jest/globals';
import { SchemaMismatch, HostLost, MeetingFailed } from '../../../steps/domain/errors.ts';
import { holdMeeting } from '../../../steps/meeting/hold-meeting.ts';
import { decide } from '../../../steps/meeting/decide.ts';
import { openRoom } from '../../../steps/meeting/open-room.ts';
import { aDesk, aTask } from '../../support/desk.ts';
import { port } from '../../support/refusing.ts';
import { aLaunching, aReady, call, iso, seen } from '../../support/meeting.ts';

const taken = () => jest.fn(async (_token: string) => 'accepted' as const);

describe('Open room', () => {
  it('opens the room and leaves its token in the same write', async () => {
    const desk = await aDesk(aLaunching(), -8);
    const task = aTask({ token: 'open-token', state: 'Open room', enteredAt: '2026-12-01T14:52:00.123456+00:00' });
    await openRoom({ ...desk, workflow: port('workflow', {}) })(task);
    expect(await desk.row()).toMatchObject({
      version: 2,
      status: 'READY',
      opened_at: iso(-8),
      token: { token: 'open-token', state: 'Open room', entered_at: '2026-12-01T14:52:00.123Z', retry_count: 0 },
    });
  });

  it.each([
    ['cancelled meanwhile', aLaunching({ verdict: { outcome: 'CANCELLED', by: 'organiser', at: iso(-9) } })],
    ['over', aLaunching({ status: 'ENDED', outcome: 'CANCELLED' })],
    ['moved', aLaunching({ revision: 2 })],
    ['gone', undefined],
  ])('answers its own token when the meeting is %s, and opens nothing', async (_what, row) => {
    const desk = await aDesk(row, -8);
    const succeed = taken();
    await openRoom({ ...desk, workflow: port('workflow', { succeed }) })(aTask({ token: 'open-token' }));
    expect(succeed).toHaveBeenCalledWith('open-token');
    expect(await desk.row()).toEqual(row);
  });
});

describe('Hold meeting', () => {
  const hold = async (fields: Record<string, unknown>) => {
    const desk = await aDesk(
      aReady({ token: { token: 'now', state: 'Hold meeting', entered_at: iso(1), retry_count: 1 } }),
      2,
    );
    await holdMeeting({ ...desk, workflow: port('workflow', {}) })(aTask(fields));
    return (await desk.row()).token?.token;
  };

  it('replaces the token of an earlier visit, or of an earlier try', async () => {
    expect(await hold({ token: 'next', enteredAt: iso(1.5) })).toBe('next');
    expect(await hold({ token: 'next', enteredAt: iso(1), retryCount: 2 })).toBe('next');
  });

  it('never hides the token of a later visit or try behind its own', async () => {
    expect(await hold({ token: 'late', enteredAt: iso(0.5), retryCount: 7 })).toBe('now');
    expect(await hold({ token: 'late', enteredAt: '2026-12-01T15:01:00.000000+00:00', retryCount: 0 })).toBe('now');
  });

  it('does not take a call without a token', async () => {
    const desk = await aDesk(aReady(), 2);
    await expect(holdMeeting({ ...desk, workflow: port('workflow', {}) })(call() as never)).rejects.toThrow(
      SchemaMismatch,
    );
  });
});

describe('Decide', () => {
  const answer = async (row: Parameters<typeof aDesk>[0], minutes: number) => {
    const desk = await aDesk(row, minutes);
    const result = await decide(desk)(call());
    return { result, row: await desk.row() };
  };

  it('holds somebody who is there until the hard end, with the grace as heartbeat', async () => {
    const { result } = await answer(aReady({ attendance: { teacher: seen(0, 20) } }), 20);
    expect(result).toEqual({ next: 'HOLD', timeoutSeconds: 100 * 60, heartbeatSeconds: 300 });
  });

  it('asks for the rest of the grace only, when silence has begun', async () => {
    const { result } = await answer(aReady({ attendance: { teacher: seen(0, 20) } }), 24);
    expect(result).toMatchObject({ heartbeatSeconds: 60 });
  });

  it('waits without a heartbeat for people who may still come', async () => {
    const { result, row } = await answer(aReady({ attendance: { student: seen(-8, -7) } }), 0);
    expect(result).toEqual({ next: 'HOLD', timeoutSeconds: 901, heartbeatSeconds: 900 });
    expect(row.verdict).toBeUndefined();
  });

  it.each([
    ['NO_SHOW', aReady(), 15],
    ['COMPLETED', aReady({ attendance: { teacher: seen(0, 20) } }), 25],
    ['TIME_LIMIT', aReady({ attendance: { teacher: seen(0, 119) } }), 120],
  ])('decides %s and writes it in the same write', async (outcome, before, minutes) => {
    const { result, row } = await answer(before, minutes);
    expect(result).toEqual({ next: 'TEAR_DOWN', outcome });
    expect(row).toMatchObject({ version: 2, verdict: { outcome, by: 'workflow', at: iso(minutes) } });
  });

  it('repeats a verdict that is there', async () => {
    const verdict = { outcome: 'CANCELLED', by: 'organiser', at: iso(1) } as const;
    expect((await answer(aReady({ verdict }), 50)).result).toEqual({ next: 'TEAR_DOWN', outcome: 'CANCELLED' });
  });

  it('fails for a host that was lost, or a meeting that was given up', async () => {
    const failed = (reason: 'HOST_LOST' | 'ABORTED') =>
      answer(aReady({ verdict: { outcome: 'FAILED', by: 'net', at: iso(1), failure: { reason, detail: 'd' } } }), 2);
    await expect(failed('HOST_LOST')).rejects.toThrow(HostLost);
    await expect(failed('ABORTED')).rejects.toThrow(MeetingFailed);
    await expect(answer(undefined, 2)).rejects.toThrow(MeetingFailed);
  });

  it('leaves a meeting that was moved alone', async () => {
    const before = aReady({ revision: 2 });
    const { result, row } = await answer(before, 30);
    expect(result).toMatchObject({ next: 'TEAR_DOWN' });
    expect(row).toEqual(before);
  });
});
