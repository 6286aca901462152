import { DAY, type Millis, MINUTE } from '../steps/domain/instants.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { Observation } from './observation.ts';
import { plan, type PlanOptions } from './plan/plan.ts';
import type { CallFault, Scenario } from './plan/scenario.ts';
import { AHEAD, dayOf, FIRST_DAY } from './plan/workload.ts';
import type { Breach } from './promised.ts';
import { Figures, type Summary, type Totals } from './result/figures.ts';
import type { CheckedBuild } from './builds/builds.ts';
import { planSeries } from './series/plan.ts';
import type { SeriesScenario } from './series/scenario.ts';
import { playSeries } from './series/simulation.ts';
import { Simulation } from './simulation.ts';
import type { CheckedMeeting, SimulationOptions } from './simulation-options.ts';
import type { TimelineEntry } from './timeline.ts';

/** How often the run checks whether it is done. */
const STRIDE: Millis = 10 * MINUTE;
/** The result has at most this many findings. */
const MAX_FINDINGS = 20;
/** A block has the meetings of whole days, and at least this many. Its size is the same for any number of workers. */
const BLOCK = 200;
/** Each world learns from the start. */
const LEARNING_BLOCK = 5_000;
/** The same for series, each of which has a world of its own. */
const SERIES_BLOCK = 5;

export interface RunOptions extends PlanOptions {
  readonly meetings: number;
  readonly timetable?: Partial<Timetable>;
  readonly hostLimit?: number;
  /** Setting of the deployment. */
  readonly maxInFlight?: number;
  readonly between?: SimulationOptions['between'];
  /** The run stops at the first violation of this promise. */
  readonly stopAt?: string;
  /** Called with the number of meetings that were checked since the previous call. */
  readonly progress?: (checked: number) => void;
}

/** A meeting that broke a promise. */
export interface Finding {
  readonly scenario: Scenario;
  readonly breaches: readonly Breach[];
  /** Call faults that occurred. */
  readonly fired: readonly CallFault[];
}

/** A series that broke a promise, or one of its meetings. */
export interface SeriesFinding {
  readonly series: SeriesScenario;
  readonly breaches: readonly Breach[];
  readonly fired: readonly CallFault[];
}

export interface RunResult {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly seriesFindings: readonly SeriesFinding[];
  /** Builds that broke a promise. */
  readonly buildFindings: readonly CheckedBuild[];
  /** Invocations of the sweep that failed at their last retry. */
  readonly deadLetters: number;
}

/** Meetings, by index, that share a world; or series. */
export interface Block {
  readonly of: 'meetings' | 'series';
  readonly from: number;
  /** The index after the last one. */
  readonly to: number;
}

/** The result of a block. Plain data, so that it can cross processes. */
export interface BlockResult {
  readonly totals: Totals;
  readonly findings: readonly Finding[];
  readonly seriesFindings: readonly SeriesFinding[];
  readonly buildFindings: readonly CheckedBuild[];
  readonly deadLetters: number;
  /** True when the run must stop after this block. */
  readonly stopped: boolean;
}

/** The blocks of a run. They do not affect each other. */
export function blocksOf({ meetings, workload, perDay, series = 0, timetable }: RunOptions): Block[] {
  const least = (timetable?.longestLead ?? 0) > 0 ? LEARNING_BLOCK : BLOCK;
  const blocks: Block[] = [];
  for (let from = 0; from < meetings;) {
    let to = Math.min(meetings, from + least);
    while (to < meetings && dayOf(to, workload, perDay) === dayOf(to - 1, workload, perDay)) to += 1;
    blocks.push({ of: 'meetings', from, to });
    from = to;
  }
  for (let from = 0; from < series; from += SERIES_BLOCK)
    blocks.push({ of: 'series', from, to: Math.min(series, from + SERIES_BLOCK) });
  return blocks;
}

/** Runs all meetings in this process. */
export async function run(options: RunOptions): Promise<RunResult> {
  const results: BlockResult[] = [];
  for (const block of blocksOf(options)) {
    const result = await runBlock(options, block);
    results.push(result);
    if (result.stopped) break;
  }
  return merged(options, results);
}

/** @param results in the order of the blocks */
export function merged(options: RunOptions, results: readonly BlockResult[]): RunResult {
  const figures = new Figures();
  for (const { totals } of results) figures.merge(totals);
  return {
    summary: figures.summary(options),
    findings: results.flatMap(({ findings }) => findings).slice(0, MAX_FINDINGS),
    seriesFindings: results.flatMap(({ seriesFindings }) => seriesFindings).slice(0, MAX_FINDINGS),
    buildFindings: results.flatMap(({ buildFindings }) => buildFindings).slice(0, MAX_FINDINGS),
    deadLetters: results.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
  };
}

/** Runs a block. */
export function runBlock(options: RunOptions, block: Block): Promise<BlockResult> {
  return block.of === 'series' ? runSeries(options, block) : runMeetings(options, block);
}

async function runSeries(options: RunOptions, { from, to }: Block): Promise<BlockResult> {
  const figures = new Figures();
  const seriesFindings: SeriesFinding[] = [];
  let deadLetters = 0;
  let stopped = false;
  for (let index = from; index < to && !stopped; index += 1) {
    const series = planSeries(options, index);
    const result = await playSeries(options, series);
    const { breaches, fired } = result;
    figures.addSeries(result);
    deadLetters += result.deadLetters;
    stopped = breaches.some(({ promise }) => promise === options.stopAt);
    if (breaches.length > 0) seriesFindings.push({ series, breaches, fired });
  }
  return { totals: figures.totals, findings: [], seriesFindings, buildFindings: [], deadLetters, stopped };
}

/** Runs the meetings of a block in one world. A meeting is added before it is scheduled, and deleted once it is checked. */
async function runMeetings(
  options: RunOptions,
  { from, to }: Block,
  onEvent?: SimulationOptions['onEvent'],
): Promise<BlockResult> {
  const figures = new Figures();
  const findings: Finding[] = [];
  const buildFindings: CheckedBuild[] = [];
  let left = to - from;
  let stopped = false;
  const dayAt = (index: number): number => dayOf(index, options.workload, options.perDay);
  const simulation = new Simulation({
    ...options,
    start: FIRST_DAY + dayAt(from) * DAY - AHEAD - DAY,
    ...(onEvent && { onEvent }),
    onChecked: (observed: Observation, result: CheckedMeeting) => {
      const { scenario, fired } = observed;
      figures.add(observed, result.outages, result);
      left -= 1;
      options.progress?.(1);
      const breaches = result.breaches.filter(({ promised }) => promised);
      stopped ||= breaches.some(({ promise }) => promise === options.stopAt);
      if (breaches.length > 0 && findings.length < MAX_FINDINGS) findings.push({ scenario, breaches, fired });
    },
    onBuild: (build) => {
      figures.addBuild(build);
      const breaches = build.breaches.filter(({ promised }) => promised);
      stopped ||= breaches.some(({ promise }) => promise === options.stopAt);
      if (breaches.length > 0 && buildFindings.length < MAX_FINDINGS) buildFindings.push({ ...build, breaches });
    },
  });
  const { world } = simulation;
  const isRunning = (): boolean => !stopped && left > 0;

  for (let index = from; index < to && isRunning();) {
    const day = dayAt(index);
    const addedAt = FIRST_DAY + day * DAY - AHEAD;
    while (world.now < addedAt && isRunning()) await world.run(Math.min(addedAt, world.now + STRIDE));
    for (; index < to && dayAt(index) === day; index += 1) simulation.add(plan(options, index));
  }
  while (isRunning()) await world.run(world.now + STRIDE);
  const deadLetters = world.failedSweeps.length;
  return { totals: figures.totals, findings, seriesFindings: [], buildFindings, deadLetters, stopped };
}

/** The timeline of one meeting in a run of its whole block. */
export async function storyAmongAll(options: RunOptions, index: number): Promise<TimelineEntry[]> {
  const block = blocksOf(options).find(({ of, from, to }) => of === 'meetings' && from <= index && index < to);
  const story: TimelineEntry[] = [];
  const onEvent = ({ scenario }: Observation, what: string, at: Millis): void => {
    if (scenario.index === index) story.push({ at, what });
  };
  if (block) await runMeetings(options, block, onEvent);
  return story;
}
