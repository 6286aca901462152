import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import type { PortCall } from '../../simulation/world/intercept-calls.ts';
import { interceptMeeting } from '../support/intercept-meeting.ts';
import { t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

type Act = (stage: Stage) => Promise<unknown>;

const ENDINGS: [string, Act][] = [
  ['cancelled', (stage) => stage.cancel()],
  ['cancelled twice', (stage) => Promise.all([stage.cancel(), stage.cancel()])],
  ['ended by the teacher', (stage) => stage.end()],
  ['cancelled, then ended', async (stage) => [await stage.cancel(), await stage.end()]],
  ['ended and cancelled at once', (stage) => Promise.all([stage.end(), stage.cancel()])],
];

/** A meeting that runs every step: a host boots, people join and leave. */
async function runMeeting(options: Partial<WorldOptions>, before: (stage: Stage) => void): Promise<Stage> {
  const stage = new Stage(options);
  await stage.schedule();
  before(stage);
  await stage.stay('teacher', -4, -3);
  await stage.stay('student', 3.5, 6);
  await stage.at(125);
  return stage;
}

/** Numbers of the port calls of a meeting: the points at which an end can be requested. */
async function listCalls(): Promise<number[]> {
  const numbers: number[] = [];
  let stage: Stage | undefined;
  const between = interceptMeeting(({ number }, make) => {
    if (stage?.isEventful) numbers.push(number);
    return make();
  });
  await runMeeting({ between }, (made) => (stage = made));
  return numbers;
}

async function expectEnded(stage: Stage, acted: boolean): Promise<void> {
  const row = await stage.row;
  expect(row.status).toBe('ENDED');
  expect(['CANCELLED', 'COMPLETED']).toContain(row.outcome);
  expect(row.outcome).toBe(row.verdict?.outcome);
  expect(stage.running).toBe(0);
  expect(stage.launched).toBeLessThanOrEqual(1);
  expect(stage.world.wakeUps.armed).toBe(0);
  expect(stage.world.failedSweeps).toEqual([]);
  const { status, output } = stage.execution;
  // An execution that waits for its launch is stopped, because nothing can wake it earlier.
  if (acted && stage.launched === 0 && status === 'ABORTED') return;
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { meetingId: stage.id, outcome: row.outcome } });
}

describe('an end that is requested', () => {
  it.each(ENDINGS)('%s with people in the room: the meeting ends within seconds', async (_what, act) => {
    const stage = await new Stage().schedule();
    await stage.stay('teacher', 0, 5);
    await act(stage);
    await stage.at(5.2);
    expect(await stage.row).toMatchObject({ status: 'ENDED' });
    expect(stage.execution.status).toBe('SUCCEEDED');
    expect(stage.running).toBe(0);
  });

  it.each(ENDINGS)('%s at any minute: no host remains, and there is one outcome', async (_what, act) => {
    for (const minute of [-59, -30, -10.01, -9.99, -9.5, -8.6, -8.4, -5, -4, 0, 3, 3.25, 15, 19.9, 24.9]) {
      const stage: Stage = await runMeeting({}, (made) => made.world.timers.at(t(minute), () => void act(made)));
      await expectEnded(stage, true);
    }
  });

  it.each(ENDINGS.slice(3))(
    '%s before or after any port call of any step: no host remains, and there is one outcome',
    async (_what, act) => {
      const calls = await listCalls();
      expect(calls.length).toBeGreaterThan(100);
      for (const when of ['before', 'after'])
        for (const instant of calls) {
          let current: Stage | undefined;
          let acting = false;
          const around = async ({ number, caller }: PortCall, make: () => Promise<unknown>): Promise<unknown> => {
            const now = number === instant && !acting && caller !== 'schedule' && current !== undefined;
            if (!now) return make();
            acting = true;
            if (when === 'before') await act(current!);
            const result = await make();
            if (when === 'after') await act(current!);
            return result;
          };
          const stage = await runMeeting({ between: interceptMeeting(around) }, (made) => (current = made));
          await expectEnded(stage, acting);
        }
    },
  );
});
