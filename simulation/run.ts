import { DAY, type Millis, MINUTE } from '../steps/domain/instants.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import { Figures, type Summary } from './result/figures.ts';
import type { Observation } from './observation.ts';
import { plan, type PlanOptions } from './plan/plan.ts';
import type { CallFault, Scenario } from './plan/scenario.ts';
import { type Breach, Simulation, type SimulationOptions, type TimelineEntry } from './simulation.ts';
import { AHEAD, dayOf, FIRST_DAY } from './plan/workload.ts';

/** How often the run checks whether it is done. */
const STRIDE: Millis = 10 * MINUTE;
/** The result has at most this many findings. */
const MAX_FINDINGS = 20;

export interface RunOptions extends PlanOptions {
  readonly meetings: number;
  readonly timetable?: Partial<Timetable>;
  readonly hostLimit?: number;
  readonly between?: SimulationOptions['between'];
  /** The run stops at the first violation of this invariant. */
  readonly stopAt?: string;
  /** Called after each meeting with the number of checked meetings. */
  readonly progress?: (checked: number) => void;
  /** Index of a meeting whose timeline is recorded. The run stops when it is checked. */
  readonly watch?: number;
}

/** A meeting that broke a promise. */
export interface Finding {
  readonly scenario: Scenario;
  readonly breaches: readonly Breach[];
  /** Call faults that occurred. */
  readonly fired: readonly CallFault[];
}

export interface RunResult {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** Invocations of the sweep that failed at their last retry. */
  readonly deadLetters: number;
  /** The timeline of the watched meeting. */
  readonly story: readonly TimelineEntry[];
}

/** Runs all meetings in one world. A meeting is added before it is scheduled, and deleted once it is checked. */
export async function run(options: RunOptions): Promise<RunResult> {
  const figures = new Figures();
  const findings: Finding[] = [];
  const story: TimelineEntry[] = [];
  let checked = 0;
  let isDone = false;
  const simulation = new Simulation({
    ...options,
    start: FIRST_DAY - AHEAD - DAY,
    ...(options.watch !== undefined && {
      onEvent: ({ scenario }: Observation, what: string) => {
        if (scenario.index === options.watch) story.push({ at: simulation.world.now, what });
      },
    }),
    onChecked: (observed: Observation, breaches: readonly Breach[]) => {
      isDone ||= observed.scenario.index === options.watch;
      figures.add(observed, breaches);
      checked += 1;
      options.progress?.(checked);
      const violations = breaches.filter(({ promised }) => promised);
      isDone ||= violations.some(({ invariant }) => invariant === options.stopAt);
      if (violations.length > 0 && findings.length < MAX_FINDINGS)
        findings.push({ scenario: observed.scenario, breaches: violations, fired: observed.fired });
    },
  });
  const { world } = simulation;
  const isRunning = (): boolean => !isDone;

  for (let index = 0; index < options.meetings && isRunning();) {
    const day = dayOf(index, options.workload, options.perDay);
    const addedAt = FIRST_DAY + day * DAY - AHEAD;
    while (world.now < addedAt && isRunning()) await world.run(Math.min(addedAt, world.now + STRIDE));
    for (; index < options.meetings && dayOf(index, options.workload, options.perDay) === day; index += 1)
      simulation.add(plan(options, index));
  }
  while (checked < options.meetings && isRunning()) await world.run(world.now + STRIDE);
  return { summary: figures.summary(), findings, deadLetters: world.failedSweeps.length, story };
}
