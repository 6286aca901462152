import { describe, expect, it } from '@jest/globals';
import { keyHeader } from '../../simulation/world/participant.ts';
import type { World } from '../../simulation/world/world.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { keyIdOf, withKey, withUsedKeys } from '../../steps/domain/key-ring.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { stageWithCaches } from '../support/cached-secrets.ts';
import { LESSON, Stage } from '../support/stage.ts';

const NEW = 'n'.repeat(43);

const rotate = ({ secrets }: World): void => {
  secrets.ring = withKey(secrets.ring, NEW);
};
const dropAllOthers = ({ secrets }: World): void => {
  secrets.ring = withUsedKeys(secrets.ring, () => false);
};

const join = async (stage: Stage): Promise<number> => {
  const key = keyHeader(stage.keyOf('teacher'));
  return (await stage.world.request('join', { id: stage.id, role: 'teacher' }, undefined, key)).status;
};

describe('a lesson under way, whose link secret is rotated,', () => {
  it('continues with the same links, and its host with the same key', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    await stage.say('teacher', 'joined');
    rotate(stage.world);
    expect(await join(stage)).toBe(200);
    const row = await stage.row;
    const hostKey = linkKey(await stage.world.secrets.linkSecret(row.key_id), row, 'host');
    const report = await stage.world.request(
      'hostPresence',
      { id: stage.id },
      { event: 'present' },
      keyHeader(hostKey),
    );
    expect(report.status).toBe(204);
    await stage.stay('teacher', 2, 50);
    await stage.at(200);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED', verdict: { by: 'workflow' } });
  });

  it('and which was scheduled by 0.1.0, continues with the same links', async () => {
    const stage = await new Stage().schedule();
    const { links: _links, key_id: _key, ...row } = await stage.row;
    await stage.world.meetings.replace({ ...row, link_version: 1, version: row.version + 1 }, row.version);
    rotate(stage.world);
    await stage.stay('teacher', 2, 50);
    expect(await join(stage)).toBe(200);
    await stage.at(200);
    expect(await stage.row).toMatchObject({ outcome: 'COMPLETED' });
  });

  it('gets a second host with the secrets of the first', async () => {
    const behaviourOf: WorldOptions['behaviourOf'] = ({ attempt }) => (attempt === 1 ? { healthyAfter: Infinity } : {});
    const stage = await new Stage({ behaviourOf }).schedule();
    await stage.at(-8);
    rotate(stage.world);
    await stage.stay('teacher', 2, 5);
    const { key_id } = await stage.row;
    expect(key_id).not.toBe(keyIdOf(NEW));
    expect(stage.world.ec2.machinesOf(stage.id).map(({ order }) => order.keyId)).toEqual([key_id, key_id]);
  });
});

describe('after a rotation', () => {
  it('a new meeting has keys of the new secret', async () => {
    const stage = new Stage();
    rotate(stage.world);
    await stage.schedule();
    const row = await stage.row;
    expect(row.key_id).toBe(keyIdOf(NEW));
    expect(stage.keyOf('teacher')).toBe(linkKey(NEW, row, 'teacher'));
    dropAllOthers(stage.world);
    expect(await join(stage)).toBe(202);
  });

  it('a scheduling call that was interrupted before continues with the new secret', async () => {
    let interrupted = false;
    const stage = new Stage({
      between: (ports, caller) => ({
        ...ports,
        workflow: Object.assign(Object.create(ports.workflow) as typeof ports.workflow, {
          start: async (...args: Parameters<typeof ports.workflow.start>) => {
            if (caller === 'schedule' && !interrupted) {
              interrupted = true;
              throw new Error('the function ended');
            }
            return ports.workflow.start(...args);
          },
        }),
      }),
    });
    const { world } = stage;
    const call = () => world.request('schedule', {}, LESSON, { headers: { 'idempotency-key': 'k' } });
    expect((await call()).status).toBe(500);
    rotate(world);
    dropAllOthers(world);
    const { status, body } = await call();
    expect(status).toBe(200);
    const { id, teacher_link } = JSON.parse(body) as { id: string; teacher_link: string };
    const key = new URL(teacher_link).searchParams.get('key')!;
    expect((await world.request('join', { id, role: 'teacher' }, undefined, keyHeader(key))).status).toBe(202);
  });

  it('the links of an ended meeting are gone once its secret was dropped, and nothing fails', async () => {
    const stage = await new Stage().schedule();
    await stage.at(1);
    await stage.cancel();
    rotate(stage.world);
    expect(await join(stage)).toBe(410);
    dropAllOthers(stage.world);
    expect(await join(stage)).toBe(403);
    expect(await stage.rate('teacher', 5)).toBe(403);
    const { world, id } = stage;
    expect((await world.request('getLinks', { id })).status).toBe(410);
    for (const headers of [{}, keyHeader('x')])
      expect((await world.request('revokeLink', { id, role: 'teacher' }, undefined, headers)).status).toBe(410);
    expect((await world.request('getMeeting', { id })).status).toBe(200);
  });
});

describe('functions that read the secrets at different times', () => {
  it('accept the links of a meeting that another function scheduled with a newer secret', async () => {
    const stage = stageWithCaches();
    await stage.schedule();
    // The cache of "schedule" is renewed after five minutes, that of "join" is a second old.
    await stage.at(-55.1);
    expect(await join(stage)).toBe(202);
    rotate(stage.world);
    await stage.at(-55);
    await stage.schedule();
    expect((await stage.row).key_id).toBe(keyIdOf(NEW));
    expect(await join(stage)).toBe(202);
    await stage.at(1);
    expect(await stage.say('teacher', 'joined')).toBe(204);
  });

  it('keep noting that presence can be reported', async () => {
    const stage = await stageWithCaches().schedule();
    // So "presence" reads the secrets shortly before the rotation, and the probe shortly after it.
    for (const minute of [-10.4, -5.3, -0.2]) {
      await stage.at(minute);
      await stage.say('teacher', 'waiting');
    }
    await stage.stay('teacher', 0.3, 4.85);
    const [since] = (await stage.world.meetings.getMark('listening'))!.split(' ');
    rotate(stage.world);
    await stage.stay('teacher', 4.9, 32);
    dropAllOthers(stage.world);
    await stage.at(36);
    const [from, at] = (await stage.world.meetings.getMark('listening'))!.split(' ');
    expect(from).toBe(since);
    expect(Date.parse(at!)).toBeGreaterThanOrEqual(stage.world.now - 60_000);
  });
});
