import { describe, expect, it } from '@jest/globals';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { Stage } from '../support/stage.ts';
import { iso, t } from '../support/meeting.ts';

/** A stage whose presence route answers `status` between these minutes. */
function deaf(from: number, to: number, status: number, options: Partial<WorldOptions> = {}): Stage {
  const stage: Stage = new Stage({
    ...options,
    refused: (route) =>
      route === 'presence' && stage.world.now >= t(from) && stage.world.now < t(to) ? status : undefined,
  });
  return stage;
}

const counts = (people: () => number): Partial<WorldOptions> => ({ ec2: { people } });

describe('while presence cannot be reported', () => {
  it.each([429, 500])('for seven minutes (%d), a lesson goes on', async (status) => {
    const stage = await deaf(20, 27, status).schedule();
    await stage.stay('teacher', 0, 60);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.at(66);
    expect(await stage.row).toMatchObject({
      outcome: 'COMPLETED',
      ended_at: expect.stringMatching(/^2026-12-01T16:05/),
    });
  });

  it('for fifteen minutes, a lesson goes on whose host cannot count people', async () => {
    const stage = await deaf(20, 35, 429).schedule();
    await stage.stay('teacher', 0, 50);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('for thirty minutes, a lesson goes on whose host counts people', async () => {
    const stage = await deaf(
      20,
      50,
      500,
      counts(() => 2),
    ).schedule();
    await stage.stay('teacher', 0, 60);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
    expect(stage.execution.transitions).toBeLessThanOrEqual(60);
  });

  it('an empty room ends when its host counted nobody twice, and the grace is over', async () => {
    let people = 1;
    const stage = await deaf(
      20,
      110,
      500,
      counts(() => people),
    ).schedule();
    await stage.stay('teacher', 0, 30);
    people = 0;
    await stage.at(50);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
  });

  it('an empty room whose host cannot count people ends fifteen minutes later', async () => {
    const stage = await deaf(10, 110, 500).schedule();
    await stage.stay('teacher', 0, 9);
    await stage.at(29.9);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS', doubt: { since: iso(15) } });
    await stage.at(30.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.execution.transitions).toBeLessThanOrEqual(90);
  });

  it('at the meeting time, nobody is NO_SHOW until we have listened for a whole attendance window', async () => {
    const stage = await deaf(-5, 8, 429).schedule();
    await stage.at(20);
    expect(await stage.row).toMatchObject({ status: 'READY' });
    await stage.stay('teacher', 21, 40);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('a lost host ends its meeting as HOST_LOST, not as COMPLETED', async () => {
    const stage = await deaf(20, 40, 500, { behaviourOf: () => ({ diesAfter: 36 * 60_000 }) }).schedule();
    await stage.stay('teacher', 0, 26);
    await stage.at(27);
    expect(await stage.row).toMatchObject({ outcome: 'FAILED', failure: { reason: 'HOST_LOST' } });
  });

  it('a lesson whose execution was aborted goes on, too', async () => {
    const stage = await deaf(20, 32, 500).schedule();
    await stage.stay('teacher', 0, 5);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.stay('teacher', 5.5, 50);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });
});

describe('while the table cannot be reached for thirty minutes', () => {
  it.each<[string, Partial<WorldOptions>]>([
    ['cannot count people', {}],
    ['counts people', counts(() => 2)],
  ])('a lesson goes on whose host %s', async (_kind, options) => {
    const stage: Stage = new Stage({
      ...options,
      between: interceptCalls(async ({ port }, make) => {
        if (port === 'meetings' && stage.world.now >= t(10) && stage.world.now < t(40)) throw new Error('no response');
        return make();
      }),
    });
    await stage.schedule();
    await stage.stay('teacher', 0, 55);
    expect(await stage.row).toMatchObject({ status: 'IN_PROGRESS' });
  });
});

describe('a probe', () => {
  it('of a flood with wrong keys notes nothing', async () => {
    const stage = await new Stage().schedule();
    const secret = await stage.world.ports.secrets.linkSecret(undefined);
    for (const key of ['x'.repeat(43), linkKey(secret, stage, 'probe'), linkKey(secret, stage, 'teacher')]) {
      const response = await stage.world.request(
        'presence',
        { id: stage.id },
        { role: 'probe', key, event: 'present' },
      );
      expect(response.status).toBe(403);
    }
    expect(await stage.world.meetings.getMark('listening')).toBeUndefined();
  });

  it('runs only while an open meeting is near, and notes a gap', async () => {
    const stage = await deaf(30, 32, 429).schedule();
    await stage.at(-20);
    expect(await stage.world.meetings.getMark('listening')).toBeUndefined();
    await stage.stay('teacher', 0, 40);
    expect(await stage.world.meetings.getMark('listening')).toBe(`${iso(32)} ${iso(40)}`);
    await stage.at(60);
    expect(await stage.world.meetings.getMark('listening')).toBe(`${iso(32)} ${iso(45)}`);
  });
});
