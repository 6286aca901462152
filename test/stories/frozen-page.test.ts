import { describe, expect, it } from '@jest/globals';
import { HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { Stage } from '../support/stage.ts';

/** A lesson of an hour whose room is in a tab of its own, behind which a phone can freeze the join page. */
const inOwnTab = (): Promise<Stage> => new Stage({ timetable: HOST_KIND_SPECS.ami.timetable! }).schedule();

async function stayUntil(stage: Stage, from: number, frozenAt: number): Promise<void> {
  await stage.at(from);
  for (const role of ['teacher', 'student'] as const) await stage.say(role, 'joined');
  for (let minute = from + 0.5; minute < frozenAt; minute += 0.5) {
    await stage.at(minute);
    for (const role of ['teacher', 'student'] as const) await stage.say(role, 'present');
  }
}

describe('phones freeze both join pages behind the room', () => {
  it('the lesson goes on until its planned end, and the grace after it', async () => {
    const stage = await inOwnTab();
    await stayUntil(stage, 0, 5);
    await stage.at(65);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.at(66);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
    expect(stage.execution.transitions).toBeLessThanOrEqual(70);
  });

  it('before the meeting time, the lesson takes place all the same', async () => {
    const stage = await inOwnTab();
    await stayUntil(stage, -6, -1);
    await stage.at(64);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.at(66);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('a page that goes on reports, and the ordinary grace follows when both people leave', async () => {
    const stage = await inOwnTab();
    await stayUntil(stage, 0, 5);
    await stage.at(30);
    expect(await stage.say('teacher', 'present')).toBe(204);
    await stage.say('teacher', 'left');
    await stage.at(40);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.say('student', 'left');
    await stage.at(46);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('an extension holds the room as much longer', async () => {
    const stage = await inOwnTab();
    await stayUntil(stage, 0, 5);
    await stage.world.request('extendMeeting', { id: stage.id }, { minutes: 30 }, keyHeader(stage.keyOf('teacher')));
    await stage.at(94);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.at(96);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });
});

describe('without a longer grace for frozen pages', () => {
  it('the lesson ends after the ordinary grace', async () => {
    const stage = await new Stage().schedule();
    await stayUntil(stage, 0, 5);
    await stage.at(16);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });
});

describe('nobody comes to a room in a tab of its own', () => {
  it('the meeting ends after the attendance window', async () => {
    const stage = await inOwnTab();
    await stage.at(16);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
  });
});
