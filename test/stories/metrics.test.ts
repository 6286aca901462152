import { describe, expect, it } from '@jest/globals';
import type { World, WorldOptions } from '../../simulation/world.ts';
import { OUTCOME_METRICS } from '../../steps/domain/metrics.ts';
import { interposed } from '../support/interposed.ts';
import { Stage } from '../support/stage.ts';

/** A story's figures: the sums of all metrics; of the sweep's gauges the maximum. */
async function figures(
  act: (stage: Stage) => Promise<unknown>,
  options: Partial<WorldOptions> = {},
): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  const log: World['ports']['log'] = {
    info() {},
    warn() {},
    error() {},
    count: (metric, value) => {
      const before = counted[metric] ?? 0;
      counted[metric] =
        metric === 'HostsRunning' || metric === 'SweepSeconds' ? Math.max(before, value) : before + value;
    },
  };
  await act(await new Stage({ ...options, log }).schedule());
  return counted;
}

const attended = async (stage: Stage): Promise<void> => {
  await stage.stay('teacher', 0, 20);
  await stage.at(60);
};
const nobodyComes = (stage: Stage): Promise<unknown> => stage.at(60);

describe('what the operator counts', () => {
  it('of a meeting that was attended: its outcome, its host, how long that took', async () => {
    expect(await figures(attended)).toEqual({
      MeetingsCompleted: 1,
      HostsRunning: 1,
      SweepSeconds: 0,
      SecondsToReady: 99,
    });
  });

  it('of one that nobody came to', async () => {
    expect(await figures(nobodyComes)).toMatchObject({ MeetingsNoShow: 1 });
  });

  it('of one that was called off before its launch: no host, no time to ready', async () => {
    const called = await figures(async (stage) => {
      await stage.cancel();
      await stage.at(60);
    });
    expect(called).toEqual({ MeetingsCancelled: 1, HostsRunning: 0, SweepSeconds: 0 });
  });

  it('of one whose host never got healthy', async () => {
    const never = { fateOf: () => ({ healthyAfter: Number.POSITIVE_INFINITY }) };
    const counted = await figures(nobodyComes, never);
    expect(counted).toMatchObject({ MeetingsFailed: 1 });
    expect(counted).not.toHaveProperty('SecondsToReady');
  });

  it('counts the wait for a replaced host from the first launch', async () => {
    const first = { fateOf: ({ attempt }: { attempt: number }) => ({ healthyAfter: attempt === 1 ? 1e9 : 60_000 }) };
    const { SecondsToReady } = await figures(attended, first);
    expect(SecondsToReady).toBeGreaterThan(300);
  });

  it('counts no meeting twice, whichever call of the tear-down breaks, before or after its effect', async () => {
    const numbers: number[] = [];
    const watch = interposed((call, make) => {
      if (call.caller === 'tearDown') numbers.push(call.number);
      return make();
    });
    await figures(attended, { between: watch });
    expect(numbers.length).toBeGreaterThan(5);
    for (const when of ['before', 'after'])
      for (const number of numbers) {
        const breaking = interposed(async (call, make) => {
          if (call.number !== number) return make();
          if (when === 'after') await make();
          throw new Error('broken');
        });
        const counted = await figures(attended, { between: breaking });
        const meetings = Object.values(OUTCOME_METRICS).reduce((sum, metric) => sum + (counted[metric] ?? 0), 0);
        expect(meetings).toBeLessThanOrEqual(1);
      }
  });
});
