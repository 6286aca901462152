import '../../local/quiet-aws-libraries.ts';
import { isDeepStrictEqual } from 'node:util';
import { meetingDefinition } from '../../statemachine/definition.ts';
import { onInterpreter } from './on-interpreter.ts';
import { MotoEngine } from './on-moto.ts';
import { withShortWaits } from './short-waits.ts';
import { type RunResult, type Scenario, SCENARIOS } from './scenarios.ts';

/** On two cores, moto's engine reports false time-outs when more scenarios run at the same time. */
const AT_ONCE = 4;

/** Scenarios in which moto ends differently; the reasons are in docs/verification.md. */
const KNOWN: Readonly<Record<string, RunResult['end']>> = {
  // Moto's time-outs have no Cause, which the States Language allows. Then the CausePath of a Fail state finds nothing.
  'a function that always hangs ends the meeting as FAILED': { error: 'States.Runtime' },
};

/** Runs every scenario on both engines. Compares the path of states, the end and the calls of each step. */
async function main(): Promise<void> {
  const begun = performance.now();
  const definition = withShortWaits(meetingDefinition());
  const moto = await MotoEngine.start(definition);
  const differing: string[] = [];
  try {
    const left = SCENARIOS.map((scenario, index) => ({ scenario, name: `m-${index + 1}` }));
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [here, there] = [
          await onInterpreter(definition, next.scenario),
          await moto.run(next.name, next.scenario),
        ];
        const expected = { ...here, end: KNOWN[next.scenario.title] ?? here.end };
        if (!isDeepStrictEqual(expected, there)) differing.push(difference(next.scenario, here, there));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await moto.stop();
  }
  for (const one of differing) console.error(one);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(
    `${SCENARIOS.length} scenarios on the interpreter and on moto, ${differing.length} differ (${seconds} s)`,
  );
  process.exitCode = differing.length > 0 ? 1 : 0;
}

const difference = ({ title }: Scenario, here: RunResult, there: RunResult): string =>
  `\n"${title}"\n  interpreter ${JSON.stringify(here)}\n  moto        ${JSON.stringify(there)}`;

await main();
