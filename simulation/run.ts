import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { Case } from './case.ts';
import { Figures, type Summary } from './figures.ts';
import { plan, type PlanOptions } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { type Breach, Simulation, type SimulationOptions } from './simulation.ts';
import { AHEAD, dayOf, FIRST_DAY } from './workload.ts';

const DAY: Millis = 86_400 * SECOND;
/** How far the world goes between two looks whether it is time to stop. */
const STRIDE: Millis = 600 * SECOND;
/** Kept for the report; the others are only counted. */
const KEPT = 20;

export interface RunOptions extends PlanOptions {
  readonly meetings: number;
  readonly timetable?: Partial<Timetable>;
  readonly hostLimit?: number;
  readonly between?: SimulationOptions['between'];
  /** Ends the run at the first violation of what was promised. */
  readonly untilViolation?: boolean;
  readonly progress?: (judged: number) => void;
}

/** A meeting with which something is wrong that was promised. */
export interface Finding {
  readonly scenario: Scenario;
  readonly breaches: readonly Breach[];
}

export interface RunResult {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** Calls of the sweep that failed at their last try. */
  readonly deadLetters: number;
}

/** All meetings of a plan in one world: planted day by day, and forgotten when they have been judged. */
export async function run(options: RunOptions): Promise<RunResult> {
  const figures = new Figures();
  const findings: Finding[] = [];
  let judged = 0;
  const simulation = new Simulation({
    ...options,
    start: FIRST_DAY - AHEAD - DAY,
    judged: (observed: Case, breaches: readonly Breach[]) => {
      figures.add(observed, breaches);
      judged += 1;
      options.progress?.(judged);
      const broken = breaches.filter(({ promised }) => promised);
      if (broken.length > 0 && findings.length < KEPT) findings.push({ scenario: observed.scenario, breaches: broken });
    },
  });
  const { world } = simulation;
  const isDone = (): boolean => options.untilViolation === true && findings.length > 0;

  for (let index = 0; index < options.meetings && !isDone();) {
    const day = dayOf(index, options.workload, options.perDay);
    const planted = FIRST_DAY + day * DAY - AHEAD;
    while (world.now < planted && !isDone()) await world.run(Math.min(planted, world.now + STRIDE));
    for (; index < options.meetings && dayOf(index, options.workload, options.perDay) === day; index += 1)
      simulation.plant(plan(options, index));
  }
  while (judged < options.meetings && !isDone()) await world.run(world.now + STRIDE);
  return { summary: figures.summary(), findings, deadLetters: world.failedSweeps.length };
}
