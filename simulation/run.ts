import { type Millis, SECOND } from '../steps/domain/instants.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { Case } from './case.ts';
import { Figures, type Summary } from './figures.ts';
import { plan, type PlanOptions } from './plan.ts';
import type { Fault, Scenario } from './scenario.ts';
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
  /** Ends the run at the first violation of this invariant. */
  readonly until?: string;
  readonly progress?: (judged: number) => void;
  /** The number of a meeting whose story is told among the others; the run ends with it. */
  readonly watch?: number;
}

/** A meeting with which something is wrong that was promised. */
export interface Finding {
  readonly scenario: Scenario;
  readonly breaches: readonly Breach[];
  /** The faults in calls that came to pass. */
  readonly fired: readonly Extract<Fault, { kind: 'call' }>[];
}

export interface RunResult {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** Calls of the sweep that failed at their last try. */
  readonly deadLetters: number;
  /** Of the meeting that was watched: what happened, each with its instant. */
  readonly story: readonly { readonly at: Millis; readonly what: string }[];
}

/** All meetings of a plan in one world: planted day by day, and forgotten when they have been judged. */
export async function run(options: RunOptions): Promise<RunResult> {
  const figures = new Figures();
  const findings: Finding[] = [];
  const story: { at: Millis; what: string }[] = [];
  let judged = 0;
  let isDone = false;
  const simulation = new Simulation({
    ...options,
    start: FIRST_DAY - AHEAD - DAY,
    ...(options.watch !== undefined && {
      tell: ({ scenario }: Case, what: string) => {
        if (scenario.index === options.watch) story.push({ at: simulation.world.now, what });
      },
    }),
    judged: (observed: Case, breaches: readonly Breach[]) => {
      isDone ||= observed.scenario.index === options.watch;
      figures.add(observed, breaches);
      judged += 1;
      options.progress?.(judged);
      const broken = breaches.filter(({ promised }) => promised);
      isDone ||= broken.some(({ invariant }) => invariant === options.until);
      if (broken.length > 0 && findings.length < KEPT)
        findings.push({ scenario: observed.scenario, breaches: broken, fired: observed.fired });
    },
  });
  const { world } = simulation;
  const goesOn = (): boolean => !isDone;

  for (let index = 0; index < options.meetings && goesOn();) {
    const day = dayOf(index, options.workload, options.perDay);
    const planted = FIRST_DAY + day * DAY - AHEAD;
    while (world.now < planted && goesOn()) await world.run(Math.min(planted, world.now + STRIDE));
    for (; index < options.meetings && dayOf(index, options.workload, options.perDay) === day; index += 1)
      simulation.plant(plan(options, index));
  }
  while (judged < options.meetings && goesOn()) await world.run(world.now + STRIDE);
  return { summary: figures.summary(), findings, deadLetters: world.failedSweeps.length, story };
}
