import { describe, expect, it } from '@jest/globals';
import type { WorldOptions } from '../../simulation/world/world-options.ts';
import { OUTCOME_METRICS } from '../../steps/domain/metrics.ts';
import type { Log } from '../../steps/ports.ts';
import { silentLog } from '../support/memory/fixed.ts';
import { interceptCalls } from '../../simulation/world/intercept-calls.ts';
import { Stage } from '../support/stage.ts';

/** Metrics of a story: sums, but the maximum of HostsRunning and SweepSeconds. */
async function metricsOf(
  act: (stage: Stage) => Promise<unknown>,
  options: Partial<WorldOptions> = {},
): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  const log: Log = {
    ...silentLog,
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
const nobodyJoins = (stage: Stage): Promise<unknown> => stage.at(60);

describe('metrics', () => {
  it('of a completed meeting: outcome, host, seconds to ready', async () => {
    expect(await metricsOf(attended)).toEqual({
      MeetingsCompleted: 1,
      HostsRunning: 1,
      SweepSeconds: 0,
      SecondsToReady: 99,
      SecondsToSpare: 501,
      SecondsOfPhase: 85,
    });
  });

  it('of a meeting whose host was replaced: no second to spare of a lead that was too short', async () => {
    const behaviourOf = ({ attempt }: { attempt: number }) => (attempt === 1 ? { healthyAfter: Infinity } : {});
    const counted = await metricsOf(nobodyJoins, { behaviourOf, timetable: { launchLead: 300 } });
    expect(counted).toMatchObject({ SecondsToReady: 399, SecondsToSpare: 0 });
  });

  it('of a no-show', async () => {
    expect(await metricsOf(nobodyJoins)).toMatchObject({ MeetingsNoShow: 1 });
  });

  it('of a meeting cancelled before the launch: no host, no seconds to ready', async () => {
    const counted = await metricsOf(async (stage) => {
      await stage.cancel();
      await stage.at(60);
    });
    expect(counted).toEqual({ MeetingsCancelled: 1, HostsRunning: 0, SweepSeconds: 0 });
  });

  it('of a meeting whose room cannot be judged: one doubt, and each failed probe', async () => {
    const counted = await metricsOf(attended, { refused: (route) => (route === 'presence' ? 500 : undefined) });
    expect(counted).toMatchObject({ RoomsInDoubt: 1, MeetingsNoShow: 1 });
    expect(counted['PresenceProbesFailed']).toBeGreaterThan(30);
  });

  it('of a meeting whose host is never healthy', async () => {
    const never = { behaviourOf: () => ({ healthyAfter: Number.POSITIVE_INFINITY }) };
    const counted = await metricsOf(nobodyJoins, never);
    expect(counted).toMatchObject({ MeetingsFailed: 1 });
    expect(counted).not.toHaveProperty('SecondsToReady');
  });

  it('measure seconds to ready from the first launch, including a replaced host', async () => {
    const first = {
      behaviourOf: ({ attempt }: { attempt: number }) => ({ healthyAfter: attempt === 1 ? 1e9 : 60_000 }),
    };
    const { SecondsToReady } = await metricsOf(attended, first);
    expect(SecondsToReady).toBeGreaterThan(300);
  });

  it('count a meeting at most once when any call of the tear-down fails, before or after its effect', async () => {
    const numbers: number[] = [];
    const watch = interceptCalls((call, make) => {
      if (call.caller === 'tearDown') numbers.push(call.number);
      return make();
    });
    await metricsOf(attended, { between: watch });
    expect(numbers.length).toBeGreaterThan(5);
    for (const when of ['before', 'after'])
      for (const number of numbers) {
        const breaking = interceptCalls(async (call, make) => {
          if (call.number !== number) return make();
          if (when === 'after') await make();
          throw new Error('broken');
        });
        const counted = await metricsOf(attended, { between: breaking });
        const meetings = Object.values(OUTCOME_METRICS).reduce((sum, metric) => sum + (counted[metric] ?? 0), 0);
        expect(meetings).toBeLessThanOrEqual(1);
      }
  });
});
