import { MINUTE } from '../../steps/domain/instants.ts';
import type { Observation } from '../observation.ts';
import type { Breach } from '../promised.ts';
import type { RunOptions } from '../run.ts';
import type { Scenario } from '../plan/scenario.ts';
import { Simulation } from '../simulation.ts';
import type { TimelineEntry } from '../timeline.ts';

export interface Replay {
  readonly observed: Observation;
  readonly breaches: readonly Breach[];
  readonly story: readonly TimelineEntry[];
}

/** Runs one scenario alone. The result is the same as in a run of all meetings, unless the other meetings affected it. */
export async function replay(options: RunOptions, scenario: Scenario): Promise<Replay> {
  const story: TimelineEntry[] = [];
  const results: Omit<Replay, 'story'>[] = [];
  const simulation = new Simulation({
    ...options,
    start: Math.min(scenario.scheduledAt, scenario.meetTime) - 10 * MINUTE,
    onEvent: (_observed, what, at) => story.push({ at, what }),
    onChecked: (observed, { breaches, outages }) => {
      results.push({ observed, breaches });
      for (const { service, from, until } of outages)
        story.push({ at: from, what: `OUTAGE of ${service}` }, { at: until, what: `${service} responds again` });
    },
  });
  simulation.add(scenario);
  for (;;) {
    await simulation.world.run(simulation.world.now + 60 * MINUTE);
    const [result] = results;
    if (result) return { ...result, story: story.toSorted((a, b) => a.at - b.at) };
  }
}
