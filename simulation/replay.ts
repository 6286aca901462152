import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Case } from './case.ts';
import type { RunOptions } from './run.ts';
import type { Scenario } from './scenario.ts';
import { type Breach, Simulation } from './simulation.ts';

const MINUTE: Millis = 60 * SECOND;

export interface Replay {
  readonly observed: Case;
  readonly breaches: readonly Breach[];
  /** What happened, each with its instant. */
  readonly story: readonly { readonly at: Millis; readonly what: string }[];
}

/** One scenario in a world of its own: what it was before, unless the others had a part in it. */
export async function replay(options: RunOptions, scenario: Scenario): Promise<Replay> {
  const story: { at: Millis; what: string }[] = [];
  const verdicts: Omit<Replay, 'story'>[] = [];
  const simulation = new Simulation({
    ...options,
    start: Math.min(scenario.scheduledAt, scenario.meetTime) - 10 * MINUTE,
    tell: (_observed, what) => story.push({ at: simulation.world.now, what }),
    judged: (observed, breaches) => {
      verdicts.push({ observed, breaches });
    },
  });
  simulation.plant(scenario);
  for (;;) {
    await simulation.world.run(simulation.world.now + 60 * MINUTE);
    const [judged] = verdicts;
    if (judged) return { ...judged, story };
  }
}
