import { describe, expect, it, jest } from '@jest/globals';
import { fixedSecrets } from '../../support/memory/fixed.ts';
import { presence } from '../../../steps/api/presence.ts';
import { RETURNS_PER_MINUTE } from '../../../steps/domain/attendance.ts';
import { type KeyHolder, linkKey } from '../../../steps/domain/links.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { TokenResult } from '../../../steps/ports.ts';
import { stepPorts } from '../../support/step-ports.ts';
import { aReady, ID, iso, seen } from '../../support/meeting.ts';
import { port } from '../../support/strict-ports.ts';

const SECRET = 's'.repeat(48);
const accepted = () => jest.fn(async (_token: string): Promise<TokenResult> => 'accepted');

/** Sends presence at that minute; returns the status, the row and the signals. */
async function send(before: Meeting, minutes: number, event: string, role: KeyHolder = 'student') {
  const ports = await stepPorts(before, minutes);
  const [succeed, heartbeat] = [accepted(), accepted()];
  const route = presence({
    ...ports,
    workflow: port('workflow', { succeed, heartbeat }),
    secrets: fixedSecrets(SECRET),
    origins: [],
  });
  const key = linkKey(SECRET, before, role);
  const { status, headers } = await route({
    method: 'POST',
    params: { id: ID },
    query: {},
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, key, event }),
    baseUrl: 'https://api.example',
  });
  return { status, retryAfter: headers['Retry-After'], row: await ports.row(), succeed, heartbeat };
}

const held: Partial<Meeting> = {
  status: 'IN_PROGRESS',
  token: { token: 'hold-token', state: 'Hold meeting', entered_at: iso(1), retry_count: 0 },
};

describe('presence', () => {
  it('of the first person completes the token of "Open room"', async () => {
    const { status, row, succeed } = await send(aReady(), 1, 'joined');
    expect(status).toBe(204);
    expect(row).toMatchObject({ status: 'IN_PROGRESS', attendance: { student: { ...seen(1, 1) } } });
    expect(succeed).toHaveBeenCalledWith('open-token');
  });

  it('sends a heartbeat while the meeting is held', async () => {
    const { row, heartbeat, succeed } = await send(
      aReady({ ...held, attendance: { student: seen(1, 5) } }),
      6,
      'present',
    );
    expect(row.attendance.student).toMatchObject(seen(1, 6));
    expect(heartbeat).toHaveBeenCalledWith('hold-token');
    expect(succeed).not.toHaveBeenCalled();
  });

  it('that repeats what was written less than 15 seconds ago writes nothing and sends no heartbeat', async () => {
    const before = aReady({ ...held, attendance: { student: seen(1, 5) } });
    for (const event of ['present', 'joined']) {
      const { status, row, heartbeat } = await send(before, 5.24, event);
      expect([status, row]).toEqual([204, before]);
      expect(heartbeat).not.toHaveBeenCalled();
    }
    expect((await send(before, 5.25, 'present')).row.attendance.student).toMatchObject(seen(1, 5.25));
    expect((await send(before, 5.01, 'present', 'teacher')).row.attendance.teacher).toMatchObject(seen(5.01, 5.01));
  });

  it('at the meeting time is written also shortly after an earlier one: it is attendance', async () => {
    const { row } = await send(aReady({ ...held, attendance: { student: seen(-1, -0.1) } }), 0, 'present');
    expect(row.attendance.student).toMatchObject(seen(-1, 0));
  });

  it('that repeats a recent one still completes the token of "Open room": the first call may have failed', async () => {
    const before = aReady({ status: 'IN_PROGRESS', attendance: { student: seen(1, 1) } });
    const { row, succeed } = await send(before, 1.1, 'joined');
    expect(row).toEqual(before);
    expect(succeed).toHaveBeenCalledWith('open-token');
  });

  it('that comes and goes too often gets 429 with the time to wait; "left" is never refused', async () => {
    let row = aReady({ ...held, attendance: { student: seen(1, 4) } });
    const joined: number[] = [];
    for (let second = 0; second < 30; second++) {
      const left = await send(row, 5 + second / 60, 'left');
      expect(left.status).toBe(204);
      const back = await send(left.row, 5 + (second + 0.5) / 60, 'joined');
      joined.push(back.status);
      if (back.status === 429) expect(back.retryAfter).toBe(String(60 - second));
      row = back.row;
    }
    expect(joined).toEqual(Array.from({ length: 30 }, (_, second) => (second < RETURNS_PER_MINUTE ? 204 : 429)));
    expect(row.version).toBe(1 + 2 * RETURNS_PER_MINUTE + 1);
    const later = await send(row, 5 + 60.5 / 60, 'joined');
    expect([later.status, later.row.attendance.student?.left_at]).toEqual([204, undefined]);
  });

  it('that arrives out of order does not set last_seen_at back', async () => {
    const { row } = await send(aReady({ ...held, attendance: { student: seen(1, 6) } }), 5, 'present');
    expect(row.attendance.student).toMatchObject(seen(1, 6));
  });

  it('returns 410 after the verdict and does not change the row', async () => {
    const verdict = { outcome: 'NO_SHOW', by: 'workflow', at: iso(15) } as const;
    const before = aReady({ verdict });
    const { status, row, succeed, heartbeat } = await send(before, 15, 'joined');
    expect(status).toBe(410);
    expect(row).toEqual(before);
    expect(succeed).not.toHaveBeenCalled();
    expect(heartbeat).not.toHaveBeenCalled();
  });

  it('of a page counts after one report of an empty room: somebody may be reconnecting', async () => {
    const attendance = { student: seen(1, 20), host: { ...seen(1, 20), left_at: iso(20) } };
    const { row, heartbeat } = await send(aReady({ ...held, attendance }), 20.5, 'present');
    expect(row.attendance.student).toMatchObject(seen(1, 20.5));
    expect(heartbeat).toHaveBeenCalledWith('hold-token');
  });

  it('of a host that repeats "left" does not prolong the grace, and confirms the empty room after a minute', async () => {
    const host = { ...seen(1, 20), left_at: iso(20) };
    const before = aReady({ ...held, attendance: { host } });
    const early = await send(before, 20.5, 'left', 'host');
    expect(early.row).toEqual(before);
    expect(early.heartbeat).not.toHaveBeenCalled();
    const late = await send(before, 21, 'left', 'host');
    expect(late.row.attendance.host).toEqual({ ...host, left_confirmed_at: iso(21) });
    expect(late.heartbeat).not.toHaveBeenCalled();
    const back = await send(aReady({ ...held, attendance: late.row.attendance }), 22, 'present', 'host');
    const { returns, left_at } = back.row.attendance.host ?? {};
    expect(back.row.attendance.host).toMatchObject(seen(1, 22));
    expect({ returns, left_at }).toEqual({ returns: { since: iso(22), count: 1 }, left_at: undefined });
  });

  it('of a page that is still open has no effect after the host reported an empty room twice', async () => {
    const host = { ...seen(1, 20), left_at: iso(20), left_confirmed_at: iso(21) };
    const attendance = { student: seen(1, 20), host };
    const { status, row, heartbeat } = await send(aReady({ ...held, attendance }), 21, 'present');
    expect(status).toBe(204);
    expect(row.attendance).toEqual(attendance);
    expect(heartbeat).not.toHaveBeenCalled();
  });
});
