import { describe, expect, it } from '@jest/globals';
import { keyHeader } from '../../simulation/world/participant.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { Role } from '../../steps/domain/links.ts';
import { LESSON, Stage } from '../support/stage.ts';

const keyIn = (link: string): string => new URL(link).searchParams.get('key')!;

/** The keys of both links, as the organiser gets them. */
async function keysOf(stage: Stage): Promise<Record<Role, string>> {
  const { status, body } = await stage.world.request('getLinks', { id: stage.id });
  expect(status).toBe(200);
  const { teacher_link, student_link } = JSON.parse(body) as Record<string, string>;
  return { teacher: keyIn(teacher_link!), student: keyIn(student_link!) };
}

/** @param key revokes only the link with this key */
async function revoke(stage: Stage, role: Role, key?: string): Promise<string> {
  const headers = key === undefined ? {} : keyHeader(key);
  const { status, body } = await stage.world.request('revokeLink', { id: stage.id, role }, undefined, headers);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ role });
  return keyIn((JSON.parse(body) as { link: string }).link);
}

/** Statuses of all routes that take a key of the role. */
async function statusesWith(stage: Stage, role: Role, key: string) {
  const { world, id } = stage;
  const header = keyHeader(key);
  const [join, presence, end] = [
    await world.request('join', { id, role }, undefined, header),
    await world.request('presence', { id }, { role, event: 'present' }, header),
    role === 'teacher' ? await world.request('endMeeting', { id }, { role }, header) : undefined,
  ];
  return [join.status, presence.status, ...(end ? [end.status] : [])];
}

describe('the personal links of a meeting', () => {
  it('can be read again: they are the links of the receipt', async () => {
    const stage = await new Stage().schedule();
    expect(await keysOf(stage)).toEqual({ teacher: stage.keyOf('teacher'), student: stage.keyOf('student') });
  });

  it('of a meeting that does not exist are 404', async () => {
    const { world } = new Stage();
    for (const id of ['zzzzzzzz01234567', 'rubbish', '']) {
      expect((await world.request('getLinks', { id })).status).toBe(404);
      expect((await world.request('revokeLink', { id, role: 'teacher' })).status).toBe(404);
    }
  });

  it('of a role that does not exist are 422', async () => {
    const stage = await new Stage().schedule();
    for (const role of ['host', 'probe', '__proto__', ''])
      expect((await stage.world.request('revokeLink', { id: stage.id, role })).status).toBe(422);
  });
});

describe('a revoked link', () => {
  it('stops working at once for a person in the room, and the new one works', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    expect(await stage.say('teacher', 'joined')).toBe(204);
    const fresh = await revoke(stage, 'teacher');
    expect(await statusesWith(stage, 'teacher', stage.keyOf('teacher'))).toEqual([403, 403, 403]);
    expect((await stage.row).verdict).toBeUndefined();
    expect(await statusesWith(stage, 'teacher', fresh)).toEqual([200, 204, 202]);
  });

  it('leaves the link of the other role valid', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    await revoke(stage, 'teacher');
    expect(await statusesWith(stage, 'student', stage.keyOf('student'))).toEqual([200, 204]);
    expect((await keysOf(stage)).student).toBe(stage.keyOf('student'));
  });

  it('does not come back when the link is revoked again', async () => {
    const stage = await new Stage().schedule();
    const keys = [stage.keyOf('student'), await revoke(stage, 'student'), await revoke(stage, 'student')];
    expect(new Set(keys).size).toBe(3);
    const [first, second, third] = keys as [string, string, string];
    const join = async (key: string) =>
      (await stage.world.request('join', { id: stage.id, role: 'student' }, undefined, keyHeader(key))).status;
    expect([await join(first), await join(second), await join(third)]).toEqual([403, 403, 202]);
  });

  it('is revoked once, however often its revocation is repeated', async () => {
    const stage = await new Stage().schedule();
    const old = stage.keyOf('student');
    const fresh = await revoke(stage, 'student', old);
    expect(await revoke(stage, 'student', old)).toBe(fresh);
    expect(await revoke(stage, 'student', 'rubbish')).toBe(fresh);
    expect((await stage.row).links).toEqual({ teacher: 1, student: 2 });
  });

  it('is revoked once by two calls at the same time, and both return the new link', async () => {
    const stage = await new Stage().schedule();
    const [one, two] = await Promise.all([revoke(stage, 'student'), revoke(stage, 'student')]);
    expect(one).toBe(two);
    expect((await keysOf(stage)).student).toBe(one);
  });

  it('is revoked when the response of the write was lost, and the call is repeated', async () => {
    let lost = 0;
    const between = interceptCalls(async (call, make) => {
      const result = await make();
      if (`${call.caller} ${call.port}.${call.method}` === 'revokeLink meetings.replace' && lost++ === 0)
        throw new Error('connection reset');
      return result;
    });
    const stage = await new Stage({ between }).schedule();
    const old = stage.keyOf('teacher');
    const call = () => stage.world.request('revokeLink', { id: stage.id, role: 'teacher' }, undefined, keyHeader(old));
    expect((await call()).status).toBe(500);
    expect((await call()).status).toBe(200);
    expect((await stage.row).links).toEqual({ teacher: 2, student: 1 });
  });

  it('can be one of a meeting of 0.1.0, and leaves the other valid', async () => {
    const stage = await new Stage().schedule();
    const { links: _new, ...row } = await stage.row;
    await stage.world.meetings.replace({ ...row, link_version: 1, version: row.version + 1 }, row.version);
    expect(await keysOf(stage)).toEqual({ teacher: stage.keyOf('teacher'), student: stage.keyOf('student') });
    await revoke(stage, 'teacher');
    await stage.at(1);
    expect(await statusesWith(stage, 'teacher', stage.keyOf('teacher'))).toEqual([403, 403, 403]);
    expect(await statusesWith(stage, 'student', stage.keyOf('student'))).toEqual([200, 204]);
  });

  it('of the other person ends no lesson', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    await stage.say('teacher', 'joined');
    await stage.say('student', 'joined');
    await revoke(stage, 'student');
    await stage.stay('teacher', 2, 50);
    expect((await stage.row).status).toBe('IN_PROGRESS');
    await stage.at(200);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
  });
});

it('a repeated POST /schedule returns the links that are valid now', async () => {
  const { world } = new Stage();
  const call = async () =>
    JSON.parse((await world.request('schedule', {}, LESSON, { headers: { 'idempotency-key': 'k' } })).body) as Record<
      string,
      string
    >;
  const first = await call();
  const { body } = await world.request('revokeLink', { id: first['id']!, role: 'student' });
  const second = await call();
  expect(second['id']).toBe(first['id']);
  expect(second['teacher_link']).toBe(first['teacher_link']);
  expect(second['student_link']).toBe((JSON.parse(body) as { link: string }).link);
});
