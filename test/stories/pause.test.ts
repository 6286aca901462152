import { describe, expect, it } from '@jest/globals';
import { PAUSE_MARK, pauseMark } from '../../steps/domain/pause.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { aMeeting, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

/** The workflow stops at T+2 with people in the room, who leave at T+20. Then only the nets can end the meeting. */
async function abandoned(options: Partial<WorldOptions> = {}): Promise<Stage> {
  const stage = await new Stage(options).schedule();
  await stage.stay('teacher', 0, 2);
  stage.world.engine.stop(`${stage.id}-1`);
  await stage.stay('teacher', 2, 20);
  return stage;
}

const pause = (stage: Stage): Promise<void> => stage.world.meetings.setMark(PAUSE_MARK, pauseMark(stage.world.now));

describe('while an operator pauses the safety nets', () => {
  it('no net decides an end or ends a host; the timer on the host does, and its meeting ends after the pause', async () => {
    const counted: string[] = [];
    const count = (metric: string): void => void counted.push(metric);
    const log = { info() {}, warn() {}, error() {}, count };
    const stage = await abandoned({ log });
    await pause(stage);
    // Until three hours after the planned end, the meeting can be extended.
    await stage.at(239);
    expect(await stage.row).not.toHaveProperty('verdict');
    expect(stage.running).toBe(1);
    expect(counted.filter((metric) => metric === 'NetsPaused').length).toBeGreaterThan(15);
    await stage.at(241);
    expect(stage.running).toBe(0);
    expect(await stage.row).not.toHaveProperty('verdict');
    await stage.at(20 + 240 + 6);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'net' } });
  });

  it('a pause that is ended lets the next sweep end what is overdue', async () => {
    const stage = await abandoned();
    await pause(stage);
    await stage.at(60);
    await stage.world.meetings.setMark(PAUSE_MARK, undefined);
    await stage.at(66);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED' });
    expect(stage.running).toBe(0);
  });

  it('wake-ups end nothing, and arm the next one: after the pause they work without the timer', async () => {
    const stage = await abandoned({ withoutNets: new Set(['sweep']) });
    await pause(stage);
    await stage.at(119);
    expect(await stage.row).not.toHaveProperty('verdict');
    expect(stage.world.wakeUps.armed).toBeGreaterThan(0);
    await stage.at(20 + 240 + 6);
    expect(await stage.row).toMatchObject({ status: 'ENDED' });
  });

  it('an aborted execution does not end its meeting', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-9.8);
    await pause(stage);
    stage.world.engine.stop(`${stage.id}-1`);
    await stage.at(-1);
    expect(await stage.row).not.toHaveProperty('verdict');
    expect(stage.running).toBe(1);
  });

  it('an orphaned host runs until the pause ends', async () => {
    const stage = await new Stage().schedule();
    await stage.at(-5);
    await pause(stage);
    const row = await stage.row;
    await stage.world.meetings.replace({ ...row, status: 'ENDED', version: row.version + 1 }, row.version);
    await stage.at(10);
    expect(stage.running).toBe(1);
    await stage.world.meetings.setMark(PAUSE_MARK, undefined);
    await stage.at(16);
    expect(stage.running).toBe(0);
  });

  it('a host that stops does not end its meeting', async () => {
    const stage = await new Stage({ behaviourOf: () => ({ stopsAfter: 15 * 60_000 }) }).schedule();
    await pause(stage);
    await stage.stay('teacher', 0, 8);
    expect(await stage.row).not.toHaveProperty('verdict');
  });

  it('workflows end their meetings as usual', async () => {
    const stage = await new Stage().schedule();
    await pause(stage);
    await stage.stay('teacher', 0, 20);
    await stage.at(30);
    expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', verdict: { by: 'workflow' } });
    expect(stage.running).toBe(0);
  });

  it('the sweep still releases slots of ended meetings', async () => {
    const stage = await new Stage({ start: t(-20) }).schedule();
    await pause(stage);
    await stage.world.meetings.insert(aMeeting({ status: 'ENDED', outcome: 'FAILED' }));
    await stage.world.slots.claim([`${aMeeting().id}#room`]);
    await stage.at(-14);
    expect(await stage.world.slots.held()).toEqual([]);
  });

  it('a sweep that cannot read whether there is a pause ends nothing', async () => {
    const unknown = interceptCalls((call, make) =>
      call.args[0] === PAUSE_MARK ? Promise.reject(new Error('no response')) : make(),
    );
    const stage = await abandoned({ between: unknown });
    await stage.at(119);
    expect(await stage.row).not.toHaveProperty('verdict');
  });
});
