import '../local/quiet-aws-libraries.ts';
import { writeFileSync } from 'node:fs';
import { BadOption } from '../local/options.ts';
import { compare } from './policies/compare.ts';
import { HELP, readOptions, type SimulateOptions } from './options.ts';
import { plan } from './plan.ts';
import { replay } from './replay.ts';
import { comparisonText, findingText, resultText, storyText } from './report.ts';
import { run } from './run.ts';
import { withFired } from './scenario.ts';
import { shrink } from './shrink.ts';

/** Of the findings, so many are shrunk and told. */
const TOLD = 3;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(HELP);
  if (options.only !== undefined) return playOne(options, options.only);
  if (options.policy !== 'elephant') return playPolicy(options);
  const begun = performance.now();
  const result = await run({ ...options.run, progress: progress(options.run.meetings) });
  const seconds = (performance.now() - begun) / 1000;
  console.log(resultText(result, options.run, seconds));
  const told = [];
  for (const finding of result.findings.slice(0, TOLD)) {
    const shrunk = await shrink(options.run, finding);
    // What needs the crowd is told as it happened in it.
    const crowd = shrunk.played ? undefined : await run({ ...options.run, watch: finding.scenario.index });
    console.log(findingText(shrunk, options.run, crowd && { story: crowd.story, breaches: finding.breaches }));
    told.push(shrunk);
  }
  const { story: _nobodyWatched, ...figures } = result;
  save(options, { options: { ...options.run, withoutNets: [...options.run.withoutNets] }, seconds, ...figures, told });
  if (Object.values(result.summary.violations).some((count) => count > 0)) process.exitCode = 1;
}

/** One meeting of a run, by itself: for whoever wants to see what happened. */
async function playOne(options: SimulateOptions, index: number): Promise<void> {
  const scenario = plan(options.run, index);
  const played = await replay(options.run, scenario);
  console.log(storyText(withFired(scenario, played.observed.fired), played));
  save(options, { scenario, ...played, observed: undefined });
  if (played.breaches.some(({ promised }) => promised)) process.exitCode = 1;
}

function playPolicy({ policy, ...options }: SimulateOptions): void {
  if (policy === 'elephant') throw new RangeError('the product is run, not compared');
  const result = compare(policy, options.run);
  console.log(comparisonText(policy, result));
  save({ policy, ...options }, { policy, ...result });
}

function save({ json }: SimulateOptions, result: unknown): void {
  if (json === undefined) return;
  try {
    writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
  } catch (error) {
    throw new BadOption(`--json cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** On a terminal, a line that counts. */
function progress(meetings: number): (judged: number) => void {
  return (judged) => {
    if (process.stderr.isTTY && judged % 100 === 0)
      process.stderr.write(judged === meetings ? '\r\u001B[K' : `\r${judged} of ${meetings} meetings`);
  };
}

main().catch((error: unknown) => {
  const ours = error instanceof BadOption;
  console.error(`simulate: ${ours || !(error instanceof Error) ? String(ours ? error.message : error) : error.stack}`);
  process.exit(2);
});
