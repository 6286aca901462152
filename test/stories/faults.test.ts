import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world.ts';
import { interceptCalls, type PortCall } from '../../simulation/intercept-calls.ts';
import { Stage } from '../support/stage.ts';

const ROUTES = ['schedule', 'presence'];

/** The first host never gets healthy, so that the life has a replacement in it. */
const oneBadHost: Partial<WorldOptions> = {
  behaviourOf: ({ attempt }) => (attempt === 1 ? { healthyAfter: Infinity } : {}),
};

async function live(around: (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>): Promise<Stage> {
  const stage = await new Stage({ ...oneBadHost, between: interceptCalls(around) }).schedule();
  await stage.stay('teacher', 6, 7);
  await stage.stay('student', 7.5, 9);
  await stage.at(100);
  return stage;
}

const calls: PortCall[] = [];
await live((call, make) => (calls.push(call), make()));
const ofSteps = calls.filter(({ caller }) => !ROUTES.includes(caller));

async function expectWhole(stage: Stage): Promise<void> {
  expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', hosts: { room: { attempt: 2 } } });
  expect(stage.launched).toBe(2);
  expect(stage.running).toBe(0);
  expect(stage.world.wakeUps.armed).toBe(0);
  expect(stage.execution).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMPLETED' } });
}

describe('whichever call of whichever step fails, the meeting is held, on two hosts and no third', () => {
  it('has enough calls to fail', () => {
    expect(new Set(ofSteps.map(({ caller }) => caller))).toEqual(
      new Set(['launchHost', 'checkHost', 'openRoom', 'decide', 'holdMeeting', 'tearDown', 'sweep']),
    );
  });

  it.each<[string, (make: () => Promise<unknown>) => Promise<unknown>]>([
    [
      'before it did anything',
      async () => {
        throw new Error('no route to host');
      },
    ],
    [
      'after it did its work',
      async (make) => {
        await make();
        throw new Error('socket hang up');
      },
    ],
    [
      'by being made twice',
      async (make) => {
        await make();
        return make();
      },
    ],
  ])('%s', async (_how, fail) => {
    for (const { number } of ofSteps) {
      const stage = await live((call, make) => (call.number === number ? fail(make) : make()));
      await expectWhole(stage);
    }
  });

  // Open room and Hold meeting wait by design: a function of theirs that hangs is found by the room's own deadlines.
  it('by the function never answering', async () => {
    for (const { number } of ofSteps.filter(({ caller }) => !['sweep', 'openRoom', 'holdMeeting'].includes(caller))) {
      const stage = await live((call, make) => (call.number === number ? new Promise(() => undefined) : make()));
      await expectWhole(stage);
    }
  });
});
