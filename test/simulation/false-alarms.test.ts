import { expect, it } from '@jest/globals';
import { run } from '../../simulation/run.ts';
import type { MetricName } from '../../steps/domain/metrics.ts';
import type { Ports } from '../../steps/ports.ts';
import { options } from './support/options.ts';

/** Metrics with an alarm that fires at 1 (`infra/constructs/alarms.ts`). */
const ALARMED: readonly MetricName[] = [
  'HostsEndedBySweep',
  'HostsHeldBack',
  'SweepFailures',
  'RoomsInDoubt',
  'PresenceProbesFailed',
];

it('1,000 meetings without faults record no metric that has an alarm', async () => {
  const counts = new Map<MetricName, number>();
  const between = (ports: Ports): Ports => ({
    ...ports,
    log: {
      ...ports.log,
      count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
    },
  });
  const { summary } = await run(options({ meetings: 1_000, level: 'none', between }));
  expect(summary.meetings).toBeGreaterThan(900);
  expect(counts.get('MeetingsCompleted')).toBeGreaterThan(500);
  expect(ALARMED.map((metric) => [metric, counts.get(metric) ?? 0])).toEqual(ALARMED.map((metric) => [metric, 0]));
});
