import '../local/quiet-aws-libraries.ts';
import { writeFileSync } from 'node:fs';
import { BadOption } from '../local/options.ts';
import { compare } from './policies/compare.ts';
import { HELP, type Policy, readOptions, type SimulateOptions } from './options.ts';
import { plan } from './plan/plan.ts';
import { violated } from './result/figures.ts';
import { replay } from './result/replay.ts';
import { buildFindingText, comparisonText, findingText, resultText, storyText } from './result/report.ts';
import { storyAmongAll } from './run.ts';
import { planSeries } from './series/plan.ts';
import { playSeries } from './series/simulation.ts';
import { seriesFindingText, seriesText } from './result/series-report.ts';
import { runInWorkers } from './workers.ts';
import { withFiredFaults } from './plan/scenario.ts';
import { shrink } from './result/shrink.ts';

/** At most this many findings are shrunk and printed. */
const MAX_PRINTED = 3;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(HELP);
  if (options.only?.of === 'series') return runOneSeries(options, options.only.number);
  if (options.only) return runOne(options, options.only.number);
  if (options.policy !== 'elephant') return comparePolicy(options, options.policy);
  const startedAt = performance.now();
  const withProgress = { ...options.run, progress: progress(options.run.meetings) };
  const { result, coreSeconds } = await runInWorkers(withProgress, options.workers);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(resultText(result, options.run, { seconds, coreSeconds }));
  const told = [];
  for (const finding of result.findings.slice(0, MAX_PRINTED)) {
    const shrunk = await shrink(options.run, finding);
    // A violation that needs the other meetings is printed from a second run of all meetings.
    const story = shrunk.played ? undefined : await storyAmongAll(options.run, finding.scenario.index);
    console.log(findingText(shrunk, options.run, story && { story, breaches: finding.breaches }));
    told.push(shrunk);
  }
  for (const { series } of result.seriesFindings.slice(0, MAX_PRINTED)) {
    const played = await playSeries(options.run, series, true);
    console.log(seriesFindingText(series, played, options.run));
  }
  for (const build of result.buildFindings.slice(0, MAX_PRINTED)) console.log(buildFindingText(build, options.run));
  save(options, { options: { ...options.run, withoutNets: [...options.run.withoutNets] }, seconds, ...result, told });
  if (violated(result.summary).length > 0) process.exitCode = 1;
}

/** Runs one meeting of the run alone, and prints its timeline. */
async function runOne(options: SimulateOptions, index: number): Promise<void> {
  const scenario = plan(options.run, index);
  const played = await replay(options.run, scenario);
  console.log(storyText(withFiredFaults(scenario, played.observed.fired), played));
  save(options, { scenario, ...played, observed: undefined });
  if (played.breaches.some(({ promised }) => promised)) process.exitCode = 1;
}

/** Runs one series of the run, and prints its timeline. */
async function runOneSeries(options: SimulateOptions, number: number): Promise<void> {
  const series = planSeries(options.run, number);
  const played = await playSeries(options.run, series, true);
  console.log(seriesText(series, played));
  save(options, { series, ...played });
  if (played.breaches.length > 0) process.exitCode = 1;
}

function comparePolicy(options: SimulateOptions, policy: Exclude<Policy, 'elephant'>): void {
  const result = compare(policy, options.run);
  console.log(comparisonText(policy, result));
  save(options, { policy, ...result });
}

function save({ json }: SimulateOptions, result: unknown): void {
  if (json === undefined) return;
  try {
    writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
  } catch (error) {
    throw new BadOption(`cannot write the file of --json: ${(error as Error).message}`, { cause: error });
  }
}

/** Shows the number of checked meetings on a terminal. */
function progress(meetings: number): (checked: number) => void {
  let checked = 0;
  return (more) => {
    checked += more;
    if (process.stderr.isTTY && checked % 100 === 0)
      process.stderr.write(checked === meetings ? '\r\u001B[K' : `\r${checked} of ${meetings} meetings`);
  };
}

main().catch((error: unknown) => {
  const isBadOption = error instanceof BadOption;
  const text = isBadOption ? error.message : error instanceof Error ? error.stack : String(error);
  console.error(`simulate: ${text}`);
  process.exit(2);
});
