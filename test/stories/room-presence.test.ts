import { describe, expect, it } from '@jest/globals';
import { keyHeader } from '../../simulation/world/participant.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

type Event = 'joined' | 'present' | 'left';

const hostKey = async (stage: Stage) =>
  keyHeader(linkKey(await stage.world.ports.secrets.linkSecret(undefined), stage, 'host'));

/** Sends the host's report; returns the HTTP status. */
const hostSends = async (stage: Stage, event: Event): Promise<number> =>
  (await stage.world.request('hostPresence', { id: stage.id }, { event }, await hostKey(stage))).status;

/** Calls `say` every half minute. */
async function every(stage: Stage, from: number, to: number, say: () => Promise<unknown>): Promise<void> {
  for (let minute = from; minute < to; minute += 0.5) {
    await stage.at(minute);
    await say();
  }
}

describe('presence from the host', () => {
  it('keeps the meeting open when the pages send nothing', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('teacher', 'joined');
    await every(stage, -0.5, 40, () => hostSends(stage, 'present'));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await hostSends(stage, 'left');
    await stage.at(45.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('ends the meeting when the room is empty, although a page is still open', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    await every(stage, 0, 30, async () => {
      await hostSends(stage, 'present');
      await stage.say('student', 'present');
    });
    await every(stage, 30, 37, async () => {
      await hostSends(stage, 'left');
      await stage.say('student', 'present');
    });
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
  });

  it('does not end the meeting after one report of an empty room while a page sends presence', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    await every(stage, 0, 20, () => hostSends(stage, 'present'));
    await hostSends(stage, 'left');
    await every(stage, 20, 40, () => stage.say('student', 'present'));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('does not end the meeting when a person joins the empty room again', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    await every(stage, 0, 20, () => hostSends(stage, 'present'));
    await hostSends(stage, 'left');
    await stage.at(24);
    await stage.say('student', 'joined');
    await every(stage, 24.5, 40, () => stage.say('student', 'present').then(() => hostSends(stage, 'present')));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('keeps the meeting open while a flood uses up the throttle of the public route', async () => {
    const stage: Stage = new Stage({
      refused: (route) => (route === 'presence' && stage.world.now >= t(10) ? 429 : undefined),
    });
    await stage.schedule();
    await stage.at(-1);
    await stage.say('teacher', 'joined');
    await every(stage, 0, 60, () => hostSends(stage, 'present'));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    expect(await stage.row).not.toHaveProperty('doubt');
  });

  it('of an earlier version arrives through the public route', async () => {
    const stage = await new Stage().schedule();
    await stage.at(0);
    const report = { role: 'host', event: 'present' };
    expect((await stage.world.request('presence', { id: stage.id }, report, await hostKey(stage))).status).toBe(204);
    expect((await stage.row).attendance).toHaveProperty('host');
  });

  it('is `present` or `left`, with the key of the host', async () => {
    const stage = await new Stage().schedule();
    await stage.at(0);
    expect(await hostSends(stage, 'joined')).toBe(422);
    const secret = await stage.world.ports.secrets.linkSecret(undefined);
    for (const holder of ['teacher', 'student', 'probe'] as const) {
      const key = keyHeader(linkKey(secret, stage, holder));
      const { status } = await stage.world.request('hostPresence', { id: stage.id }, { event: 'present' }, key);
      expect(status).toBe(403);
    }
  });

  it('returns 403 with the key of a person, and for a person with the key of the host', async () => {
    const stage = await new Stage().schedule();
    await stage.at(0);
    const secret = await stage.world.ports.secrets.linkSecret(undefined);
    for (const [role, keyOf] of [
      ['host', 'teacher'],
      ['teacher', 'host'],
    ] as const) {
      const key = keyHeader(linkKey(secret, stage, keyOf));
      const body = { role, event: 'present' };
      expect((await stage.world.request('presence', { id: stage.id }, body, key)).status).toBe(403);
    }
  });
});
