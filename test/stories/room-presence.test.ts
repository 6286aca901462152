import { describe, expect, it } from '@jest/globals';
import { linkKey } from '../../steps/domain/links.ts';
import { Stage } from '../support/stage.ts';

type Event = 'joined' | 'present' | 'left';

/** The host's own report, with the host's own key. */
async function hostSays(stage: Stage, event: Event): Promise<number> {
  const secret = await stage.world.ports.secrets.linkSecret();
  const key = linkKey(secret, stage.id, 'host', 1);
  return (await stage.world.request('presence', { id: stage.id }, { role: 'host', key, event })).status;
}

/** Twice a minute, whatever each of them says. */
async function every(stage: Stage, from: number, to: number, say: () => Promise<unknown>): Promise<void> {
  for (let minute = from; minute < to; minute += 0.5) {
    await stage.at(minute);
    await say();
  }
}

describe('the host tells who is in the room', () => {
  it("and the meeting goes on when the browsers' own heartbeats stop", async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('teacher', 'joined');
    await every(stage, -0.5, 40, () => hostSays(stage, 'present'));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await hostSays(stage, 'left');
    await stage.at(45.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('and the meeting ends when the room is empty though a page was left open', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    await every(stage, 0, 30, async () => {
      await hostSays(stage, 'present');
      await stage.say('student', 'present');
    });
    await hostSays(stage, 'left');
    await every(stage, 30, 35.5, () => stage.say('student', 'present'));
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
  });

  it('and who comes back into the empty room keeps the meeting going', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    await every(stage, 0, 20, () => hostSays(stage, 'present'));
    await hostSays(stage, 'left');
    await stage.at(24);
    await stage.say('student', 'joined');
    await every(stage, 24.5, 40, () => stage.say('student', 'present').then(() => hostSays(stage, 'present')));
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('and is not believed with the key of a person, nor a person with its key', async () => {
    const stage = await new Stage().schedule();
    await stage.at(0);
    const secret = await stage.world.ports.secrets.linkSecret();
    const wrong = [
      { role: 'host', key: linkKey(secret, stage.id, 'teacher', 1), event: 'present' },
      { role: 'teacher', key: linkKey(secret, stage.id, 'host', 1), event: 'present' },
    ];
    for (const body of wrong) expect((await stage.world.request('presence', { id: stage.id }, body)).status).toBe(403);
  });
});
