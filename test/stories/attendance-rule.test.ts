import { describe, expect, it } from '@jest/globals';
import type { ApiResponse } from '../../steps/http-types.ts';
import { iso } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const both = { attendance_rule: 'everyone' };

const change = (stage: Stage, body: object): Promise<ApiResponse> =>
  stage.world.request('changeMeeting', { id: stage.id }, body);

const shown = async (stage: Stage): Promise<Record<string, unknown>> =>
  JSON.parse((await stage.world.request('getMeeting', { id: stage.id })).body) as Record<string, unknown>;

describe('a meeting that needs everyone', () => {
  it('ends with the attendance window when one of the two never came', async () => {
    const stage = await new Stage().schedule(both);
    await stage.stay('teacher', -5, 14.9);
    await stage.at(14.95);
    expect((await stage.row).verdict).toBeUndefined();
    await stage.at(16.5);
    expect(await stage.row).toMatchObject({
      status: 'ENDED',
      outcome: 'PARTIAL_NO_SHOW',
      verdict: { by: 'workflow', because: { last_heard_at: expect.any(String) } },
    });
    expect(Date.parse((await stage.row).verdict!.at)).toBeLessThanOrEqual(Date.parse(iso(15.1)));
    expect(stage.execution).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PARTIAL_NO_SHOW' } });
    expect(stage.running).toBe(0);
  });

  it('ends while the one who came is in the room', async () => {
    const stage = await new Stage().schedule(both);
    await stage.stay('student', 3, 20);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'PARTIAL_NO_SHOW' });
  });

  it('goes on when both came in time, also after one has left', async () => {
    const stage = await new Stage().schedule(both);
    await stage.at(1);
    await stage.say('student', 'joined');
    await stage.at(3);
    await stage.say('student', 'left');
    await stage.stay('teacher', 14, 50);
    await stage.at(70);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('is a no-show when nobody came', async () => {
    const stage = await new Stage().schedule(both);
    await stage.at(20);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'NO_SHOW' });
  });

  it('is over for the one who comes after the verdict, and says why', async () => {
    const stage = await new Stage().schedule(both);
    await stage.stay('teacher', 0, 15.5);
    expect(await stage.say('student', 'joined')).toBe(410);
    await stage.at(20);
    const late = await stage.world.request('join', { id: stage.id, role: 'student' }, undefined, {
      headers: { 'x-link-key': stage.keyOf('student') },
    });
    expect(late.status).toBe(410);
    expect(JSON.parse(late.body)).toMatchObject({ outcome: 'PARTIAL_NO_SHOW' });
    expect((await stage.row).attendance).not.toHaveProperty('student');
  });

  it('goes on when the host counts two people, although the page of one is not heard', async () => {
    const stage = await new Stage({ ec2: { people: () => 2 } }).schedule(both);
    await stage.stay('teacher', 0, 30);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS', both_counted_at: expect.any(String) });
  });

  it('goes on while the host cannot tell how many people are in the room, and ends once it can', async () => {
    let people: number | null = null;
    const stage = await new Stage({ ec2: { people: () => people } }).schedule(both);
    await stage.stay('teacher', 0, 30);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    people = 1;
    await stage.stay('teacher', 30, 32);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'PARTIAL_NO_SHOW' });
  });

  it('goes on while presence could not be reported in the whole window', async () => {
    let refused: number | undefined;
    const stage = await new Stage({ refused: () => refused }).schedule(both);
    await stage.stay('teacher', 0, 5);
    refused = 503;
    await stage.at(9);
    refused = undefined;
    await stage.stay('teacher', 9, 20);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.say('student', 'joined');
    await stage.stay('teacher', 20.1, 40);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('ends by a safety net when its workflow stands still', async () => {
    const stage = await new Stage().schedule(both);
    await stage.stay('teacher', 0, 5);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.stay('teacher', 5, 25);
    expect(await stage.row).toMatchObject({ outcome: 'PARTIAL_NO_SHOW', verdict: { by: 'net' } });
  });
});

describe('the attendance rule', () => {
  it('is that anyone may come, unless the organiser says otherwise, also for a row of an earlier version', async () => {
    const stage = await new Stage().schedule();
    expect(await shown(stage)).toMatchObject({ attendance_rule: 'anyone' });
    const { attendance_rule: _none, ...row } = await stage.row;
    await stage.world.meetings.replace({ ...row, version: row.version + 1 }, row.version);
    expect(await shown(stage)).toMatchObject({ attendance_rule: 'anyone' });
    await stage.stay('teacher', 0, 30);
    expect((await stage.row).status).toBe('IN_PROGRESS');
  });

  it('changes until the launch, and not after it', async () => {
    const stage = await new Stage().schedule();
    expect((await change(stage, both)).status).toBe(200);
    expect(await shown(stage)).toMatchObject({ attendance_rule: 'everyone', plan: 2 });
    await stage.at(-5);
    const before = await stage.row;
    const refused = await change(stage, { attendance_rule: 'anyone' });
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('attendance_rule');
    expect((await change(stage, both)).status).toBe(200);
    expect(await stage.row).toEqual(before);
  });

  it('of another word is refused, and nothing is written', async () => {
    const stage = await new Stage().schedule();
    const before = await stage.row;
    const refused = await change(stage, { attendance_rule: 'most' });
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.body)).toMatchObject({ errors: [{ field: 'attendance_rule' }] });
    expect(await stage.row).toEqual(before);
    await expect(new Stage().schedule({ attendance_rule: 'most' })).rejects.toThrow('attendance_rule');
  });
});
