import { describe, expect, it } from '@jest/globals';
import { keyHeader } from '../../simulation/world/participant.ts';
import { Stage } from '../support/stage.ts';

/** What the join page of one role shows. */
async function page(stage: Stage, role: 'teacher' | 'student') {
  const { status, body } = await stage.world.request(
    'join',
    { id: stage.id, role },
    undefined,
    keyHeader(stage.keyOf(role)),
  );
  return { ...(JSON.parse(body) as Record<string, unknown>), code: status };
}

describe('people who wait', () => {
  it('are shown to the other person until their page is silent for a minute, without touching the meeting', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-8);
    expect(await stage.say('student', 'waiting')).toBe(204);
    const since = new Date(stage.world.now).toISOString();
    await stage.at(-7.5);
    expect(await stage.say('student', 'waiting')).toBe(204);
    expect(await page(stage, 'teacher')).toMatchObject({
      people: { teacher: { state: 'away' }, student: { state: 'waiting', since } },
    });
    await stage.at(-6);
    expect(await page(stage, 'teacher')).toMatchObject({ people: { student: { state: 'away' } } });
    expect((await stage.world.meetings.find(stage.id))?.attendance).toEqual({});
  });

  it('are shown as in the room once they joined', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-1);
    await stage.say('student', 'joined');
    expect(await page(stage, 'teacher')).toMatchObject({ code: 200, people: { student: { state: 'inside' } } });
    await stage.say('student', 'left');
    expect(await page(stage, 'teacher')).toMatchObject({ people: { student: { state: 'away' } } });
  });

  it('write the row at most every 15 seconds', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-8);
    await stage.say('student', 'waiting');
    const before = await stage.world.meetings.find(stage.id);
    await stage.say('student', 'waiting');
    expect((await stage.world.meetings.find(stage.id))?.version).toBe(before?.version);
  });
});

describe('after the end', () => {
  it('the page learns how long it took, and each person gives feedback once', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 46);
    await stage.at(200);
    expect(await page(stage, 'student')).toMatchObject({
      code: 410,
      outcome: 'COMPLETED',
      took_minutes: 46,
      feedback_given: false,
    });
    expect([await stage.rate('student', 4), await stage.rate('student', 4), await stage.rate('student', 5)]).toEqual([
      204, 204, 409,
    ]);
    expect(await page(stage, 'student')).toMatchObject({ feedback_given: true });
    const details = await stage.world.request('getMeeting', { id: stage.id });
    expect(JSON.parse(details.body)).toMatchObject({ feedback: { student: { rating: 4 } } });
    expect(await stage.rate('student', 6)).toBe(422);
  });
});
