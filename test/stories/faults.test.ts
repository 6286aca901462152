import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { PortCall } from '../../simulation/world/intercept-calls.ts';
import { interceptMeeting } from '../support/intercept-meeting.ts';
import { Stage } from '../support/stage.ts';

const ROUTES = ['schedule', 'presence'];

/** The first host never gets healthy, so that every meeting has a replacement. */
const oneBadHost: Partial<WorldOptions> = {
  behaviourOf: ({ attempt }) => (attempt === 1 ? { healthyAfter: Infinity } : {}),
};

async function runMeeting(
  around: (call: PortCall, make: () => Promise<unknown>, isEventful: boolean) => Promise<unknown>,
): Promise<Stage> {
  const between = interceptMeeting((call, make) => around(call, make, stage.isEventful));
  const stage = new Stage({ ...oneBadHost, between });
  await stage.schedule();
  await stage.stay('teacher', 6, 7);
  await stage.stay('student', 7.5, 9);
  await stage.at(100);
  return stage;
}

const calls: PortCall[] = [];
await runMeeting((call, make, isEventful) => {
  if (isEventful) calls.push(call);
  return make();
});
const ofSteps = calls.filter(({ caller }) => !ROUTES.includes(caller));

async function expectHeldOnSecondHost(stage: Stage): Promise<void> {
  expect(await stage.row).toMatchObject({ status: 'ENDED', outcome: 'COMPLETED', hosts: { room: { attempt: 2 } } });
  expect(stage.launched).toBe(2);
  expect(stage.running).toBe(0);
  expect(stage.world.wakeUps.armed).toBe(0);
  expect(stage.execution).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMPLETED' } });
}

describe('the meeting completes on its second host, without a third, when any call of any step fails', () => {
  it('the calls include every step', () => {
    expect(new Set(ofSteps.map(({ caller }) => caller))).toEqual(
      new Set(['launchHost', 'checkHost', 'openRoom', 'decide', 'holdMeeting', 'tearDown', 'sweep']),
    );
  });

  it.each<[string, (make: () => Promise<unknown>) => Promise<unknown>]>([
    [
      'before the call has an effect',
      async () => {
        throw new Error('no route to host');
      },
    ],
    [
      'after the call has its effect',
      async (make) => {
        await make();
        throw new Error('socket hang up');
      },
    ],
    [
      'the call is made twice',
      async (make) => {
        await make();
        return make();
      },
    ],
  ])('%s', async (_how, fail) => {
    for (const { number } of ofSteps) {
      const stage = await runMeeting((call, make) => (call.number === number ? fail(make) : make()));
      await expectHeldOnSecondHost(stage);
    }
  });

  // "Open room" and "Hold meeting" wait anyway: the deadlines of the room also end a hanging function.
  it('the function never returns', async () => {
    for (const { number } of ofSteps.filter(({ caller }) => !['sweep', 'openRoom', 'holdMeeting'].includes(caller))) {
      const stage = await runMeeting((call, make) => (call.number === number ? new Promise(() => undefined) : make()));
      await expectHeldOnSecondHost(stage);
    }
  });
});
