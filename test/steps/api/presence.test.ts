import { describe, expect, it, jest } from '@jest/globals';
import { fixedSecrets, fixedSettings } from '../../../simulation/memory/fixed.ts';
import { presence } from '../../../steps/api/presence.ts';
import { type KeyHolder, linkKey } from '../../../steps/domain/links.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import type { TokenResult } from '../../../steps/ports.ts';
import { aDesk } from '../../support/desk.ts';
import { aReady, ID, iso, seen } from '../../support/meeting.ts';
import { port } from '../../support/refusing.ts';

const SECRET = 's'.repeat(48);
const taken = () => jest.fn(async (_token: string): Promise<TokenResult> => 'accepted');

/** What a sign of life does to a row, at that minute. */
async function says(before: Meeting, minutes: number, event: string, role: KeyHolder = 'student') {
  const desk = await aDesk(before, minutes);
  const [succeed, heartbeat] = [taken(), taken()];
  const route = presence({
    ...desk,
    workflow: port('workflow', { succeed, heartbeat }),
    secrets: fixedSecrets(SECRET),
    settings: fixedSettings(),
  });
  const key = linkKey(SECRET, ID, role, before.link_version);
  const { status } = await route({
    method: 'POST',
    params: { id: ID },
    query: {},
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, key, event }),
    baseUrl: 'https://api.example',
  });
  return { status, row: await desk.row(), succeed, heartbeat };
}

const held: Partial<Meeting> = {
  status: 'IN_PROGRESS',
  token: { token: 'hold-token', state: 'Hold meeting', entered_at: iso(1), retry_count: 0 },
};

describe('a sign of life', () => {
  it('of the first who comes opens the way for the workflow', async () => {
    const { status, row, succeed } = await says(aReady(), 1, 'joined');
    expect(status).toBe(204);
    expect(row).toMatchObject({ status: 'IN_PROGRESS', attendance: { student: { ...seen(1, 1) } } });
    expect(succeed).toHaveBeenCalledWith('open-token');
  });

  it('keeps a meeting going', async () => {
    const { row, heartbeat, succeed } = await says(
      aReady({ ...held, attendance: { student: seen(1, 5) } }),
      6,
      'present',
    );
    expect(row.attendance.student).toEqual(seen(1, 6));
    expect(heartbeat).toHaveBeenCalledWith('hold-token');
    expect(succeed).not.toHaveBeenCalled();
  });

  it('that was overtaken by a later one takes nothing back', async () => {
    const { row } = await says(aReady({ ...held, attendance: { student: seen(1, 6) } }), 5, 'present');
    expect(row.attendance.student).toEqual(seen(1, 6));
  });

  it('after the verdict is told that all is over, and is not in the row', async () => {
    const verdict = { outcome: 'NO_SHOW', by: 'workflow', at: iso(15) } as const;
    const before = aReady({ verdict });
    const { status, row, succeed, heartbeat } = await says(before, 15, 'joined');
    expect(status).toBe(410);
    expect(row).toEqual(before);
    expect(succeed).not.toHaveBeenCalled();
    expect(heartbeat).not.toHaveBeenCalled();
  });

  it('of a page left open counts for nobody once the host has said that its room is empty', async () => {
    const attendance = { student: seen(1, 20), host: { ...seen(1, 20), left_at: iso(20) } };
    const { status, row, heartbeat } = await says(aReady({ ...held, attendance }), 21, 'present');
    expect(status).toBe(204);
    expect(row.attendance).toEqual(attendance);
    expect(heartbeat).not.toHaveBeenCalled();
  });
});
