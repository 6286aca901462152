import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../steps/domain/instants.ts';
import { keyHeader } from '../../simulation/world/participant.ts';
import { linkKey, type Role } from '../../steps/domain/links.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { GRACE, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

/** Remote desktops: one host for each person. */
const DESKTOPS: Partial<WorldOptions> = {
  settings: { hostKind: 'ami', hostRoles: ['teacher', 'student'], amiDomain: 'video.example' },
};

/** The student's host is healthy late, or never. */
const slowStudent = (healthyAfter: number): Partial<WorldOptions> => ({
  ...DESKTOPS,
  behaviourOf: ({ role }) => (role === 'student' ? { healthyAfter } : {}),
});

interface JoinResult {
  readonly status: number;
  readonly body: { readonly room_url?: string; readonly progress?: string; readonly room?: { readonly jwt?: string } };
}

async function join(stage: Stage, role: Role): Promise<JoinResult> {
  const secret = await stage.world.ports.secrets.linkSecret(undefined);
  const response = await stage.world.request(
    'join',
    { id: stage.id, role },
    undefined,
    keyHeader(linkKey(secret, stage, role)),
  );
  return { status: response.status, body: JSON.parse(response.body) as JoinResult['body'] };
}

describe('a meeting with two hosts', () => {
  it('has one host for each person, and a room at the external Jitsi', async () => {
    const stage = await new Stage(DESKTOPS).schedule();
    await stage.at(-5);
    expect(stage.launched).toBe(2);
    const row = await stage.row;
    expect(Object.keys(row.hosts).toSorted()).toEqual(['student', 'teacher']);
    expect(row.jitsi_url).toBe(`https://video.example/${stage.id}`);
  });

  it('counts as two hosts for the limit', async () => {
    const settings = { ...DESKTOPS.settings, maxInFlight: 3 };
    const stage = await new Stage({ ...DESKTOPS, settings, start: t(-5) }).schedule();
    await expect(stage.schedule()).rejects.toThrow('At most 3 hosts');
  });

  it('opens when both hosts are healthy, and shows each person the progress of their host', async () => {
    const stage = await new Stage(slowStudent(300 * SECOND)).schedule();
    await stage.at(-7);
    const [teacher, student] = [await join(stage, 'teacher'), await join(stage, 'student')];
    expect([teacher.status, student.status]).toEqual([202, 202]);
    expect(teacher.body.progress).toBe('ready; waiting for the other host');
    expect(student.body.progress).toBe('booting');
    expect(await stage.row).toMatchObject({ status: 'LAUNCHING', progress: 'booting' });
    await stage.at(-4);
    expect(await stage.row).toMatchObject({ status: 'READY' });
  });

  it('shows each person only their own host', async () => {
    const stage = await new Stage(DESKTOPS).schedule();
    await stage.at(-5);
    const { hosts } = await stage.row;
    const [teacher, student] = [await join(stage, 'teacher'), await join(stage, 'student')];
    expect(teacher.body.room_url).toBe(hosts.teacher?.address?.url);
    expect(student.body.room_url).toBe(hosts.student?.address?.url);
    expect(teacher.body.room_url).not.toBe(student.body.room_url);
    expect(teacher.body.room).not.toHaveProperty('jwt');
  });

  it('replaces the host that is not healthy and keeps the other', async () => {
    const stage = await new Stage({
      ...DESKTOPS,
      behaviourOf: ({ role, attempt }) =>
        role === 'student' && attempt === 1 ? { healthyAfter: Number.POSITIVE_INFINITY } : {},
    }).schedule();
    await stage.at(-5);
    const before = (await stage.row).hosts;
    await stage.at(6);
    const row = await stage.row;
    expect(row.status).toBe('READY');
    expect(row.hosts.teacher).toMatchObject({ attempt: 1, instance_id: before.teacher?.instance_id });
    expect(row.hosts.student).toMatchObject({ attempt: 2 });
    expect([stage.launched, stage.running]).toEqual([3, 2]);
  });

  it('fails when one host is never healthy, and leaves no host running', async () => {
    const stage = await new Stage(slowStudent(Number.POSITIVE_INFINITY)).schedule();
    await stage.at(40);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'FAILED', failure: { reason: 'HEALTH' } });
    expect(stage.running).toBe(0);
  });

  it('ends both hosts when the people have left', async () => {
    const stage = await new Stage(DESKTOPS).schedule();
    await stage.stay('teacher', -1, 60);
    expect(stage.running).toBe(2);
    await stage.at(60 + GRACE + 0.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
  });

  it('ends both hosts when nobody joins, or the teacher ends the meeting', async () => {
    const nobody = await new Stage(DESKTOPS).schedule();
    await nobody.at(16);
    expect(await nobody.row).toMatchObject({ outcome: 'NO_SHOW' });
    const ended = await new Stage(DESKTOPS).schedule();
    await ended.at(1);
    await ended.end();
    await ended.at(2);
    expect([nobody.running, ended.running]).toEqual([0, 0]);
  });

  it('ends when one host is lost, and ends the other host', async () => {
    const stage = await new Stage({
      ...DESKTOPS,
      behaviourOf: ({ role }) => (role === 'student' ? { diesAfter: 1_200 * SECOND } : {}),
    }).schedule();
    await stage.stay('teacher', -1, 20);
    expect(await stage.row).toMatchObject({ status: 'ENDED', failure: { reason: 'HOST_LOST' } });
    expect(stage.running).toBe(0);
  });
});
