import { describe, expect, it } from '@jest/globals';
import type { Role } from '../../steps/domain/links.ts';
import type { ApiResponse } from '../../steps/http-types.ts';
import { iso, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const join = (stage: Stage, role: Role): Promise<ApiResponse> =>
  stage.world.request('join', { id: stage.id, role }, undefined, { headers: { 'x-link-key': stage.keyOf(role) } });
const statusOf = async (response: Promise<ApiResponse>): Promise<number> => (await response).status;

/** What the page of a meeting does: a move to the present. */
const startNow = ({ world, id }: Stage): Promise<ApiResponse> =>
  world.request('changeMeeting', { id }, { meet_time: new Date(world.now).toISOString() });

describe('people enter', () => {
  it('as soon as the host is healthy, before the meeting time, and not earlier', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-9);
    expect(await statusOf(join(stage, 'student'))).toBe(202);
    expect(await stage.say('student', 'joined')).toBe(409);
    while ((await stage.row).opened_at === undefined) await stage.at((stage.world.now - t(0)) / 60_000 + 0.1);
    expect(stage.world.now).toBeLessThan(t(-7));
    expect(await statusOf(join(stage, 'student'))).toBe(200);
    expect(await stage.say('student', 'joined')).toBe(204);
    expect((await stage.row).status).toBe('IN_PROGRESS');
  });

  it('late, also after the planned end, while somebody is there', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 59);
    await stage.say('teacher', 'joined');
    expect(await statusOf(join(stage, 'student'))).toBe(200);
    await stage.stay('teacher', 59.1, 100);
    await stage.say('teacher', 'joined');
    expect(await stage.say('student', 'joined')).toBe(204);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS', attendance: { student: expect.anything() } });
  });

  it('again as often as they leave, until the hard end', async () => {
    const stage = await new Stage().schedule();
    for (let minute = -5; minute < 119; minute += 4) {
      await stage.at(minute);
      expect(await statusOf(join(stage, 'student'))).toBe(200);
      await stage.stay('student', minute, minute + 1);
    }
    await stage.at(119.9);
    expect(await stage.say('student', 'joined')).toBe(204);
    await stage.at(121);
    expect(await stage.say('student', 'joined')).toBe(410);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'TIME_LIMIT' });
  });

  it('not again after the room was empty for the grace', async () => {
    const stage = await new Stage().schedule();
    await stage.stay('student', 0, 30);
    await stage.at(34);
    expect(await statusOf(join(stage, 'teacher'))).toBe(200);
    await stage.at(37);
    expect(await statusOf(join(stage, 'teacher'))).toBe(410);
  });
});

describe('a lesson that takes place before its time', () => {
  it('is completed when the teacher ends it', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-8);
    await stage.say('student', 'joined');
    await stage.stay('teacher', -7.9, -2);
    await stage.end();
    await stage.at(5);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'teacher' } });
  });

  it('is cancelled when the organiser ends it, or the teacher before anybody came', async () => {
    const organiser = await new Stage().schedule();
    await organiser.stay('teacher', -8, -2);
    await organiser.cancel();
    expect((await organiser.row).verdict).toMatchObject({ outcome: 'CANCELLED', by: 'organiser' });
    const alone = await new Stage().schedule();
    await alone.at(-5);
    await alone.end();
    expect((await alone.row).verdict).toMatchObject({ outcome: 'CANCELLED', by: 'teacher' });
  });
});

describe('a meeting that starts now', () => {
  it('launches at once, opens as soon as its host is healthy, and ends by its new time', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-50);
    const response = await startNow(stage);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toMatchObject({
      meet_time: '2026-12-01T14:10:00Z',
      launch_at: '2026-12-01T14:10:00Z',
      hard_end: '2026-12-01T16:10:00Z',
    });
    await stage.at(-48);
    expect(await statusOf(join(stage, 'student'))).toBe(200);
    await stage.stay('student', -48, -20);
    await stage.at(200);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect([stage.launched, stage.running, stage.world.wakeUps.armed]).toEqual([1, 0, 0]);
  });

  it('by two organisers at once, launches one host', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-50);
    const statuses = await Promise.all([startNow(stage), startNow(stage)].map(statusOf));
    expect(statuses).toContain(200);
    await stage.at(200);
    expect([stage.launched, stage.running, stage.world.wakeUps.armed]).toEqual([1, 0, 0]);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
  });

  it('at the instant of its launch, launches one host', async () => {
    for (const seconds of [-2, -1, 0, 1, 2, 5]) {
      const stage = await new Stage().schedule();
      await stage.at(-10 + seconds / 60);
      expect([200, 409]).toContain(await statusOf(startNow(stage)));
      await stage.at(1);
      expect(stage.running).toBe(1);
      await stage.at(200);
      expect([stage.launched, stage.running, stage.world.wakeUps.armed]).toEqual([1, 0, 0]);
    }
  });

  it('has nothing to start after its launch: its room opens as soon as it can', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-9);
    const refused = await startNow(stage);
    expect(refused.status).toBe(409);
    expect(JSON.parse(refused.body)).toMatchObject({ errors: [{ field: 'meet_time' }] });
    expect((await stage.row).meet_time).toBe(iso(0).replace('.000', ''));
  });
});
