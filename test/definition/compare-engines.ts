import '../../local/quiet-aws-libraries.ts';
import { isDeepStrictEqual } from 'node:util';
import { meetingDefinition } from '../../statemachine/definition.ts';
import { onInterpreter } from './on-interpreter.ts';
import { MotoEngine } from './on-moto.ts';
import { quickly } from './quickly.ts';
import { type Played, type Scenario, SCENARIOS } from './scenarios.ts';

/** More at once, on two cores, and moto's engine sees time-outs where there are none. */
const AT_ONCE = 4;

/** Where moto is known to be wrong or free to differ, and the end that it gives: docs/verification.md says why. */
const KNOWN: Readonly<Record<string, Played['end']>> = {
  // The States Language lets an error go without a Cause; moto's time-outs have none, and then a Fail state's path to it is not there.
  'a function that always hangs is an error like any other': { error: 'States.Runtime' },
};

/** Plays every scenario on both engines and compares the path of states, the end and the calls of each step. */
async function main(): Promise<void> {
  const begun = performance.now();
  const definition = quickly(meetingDefinition());
  const moto = await MotoEngine.start(definition);
  const differing: string[] = [];
  try {
    const left = SCENARIOS.map((scenario, index) => ({ scenario, name: `m-${index + 1}` }));
    const player = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [here, there] = [
          await onInterpreter(definition, next.scenario),
          await moto.play(next.name, next.scenario),
        ];
        const expected = { ...here, end: KNOWN[next.scenario.title] ?? here.end };
        if (!isDeepStrictEqual(expected, there)) differing.push(difference(next.scenario, here, there));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, player));
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

const difference = ({ title }: Scenario, here: Played, there: Played): string =>
  `\n"${title}"\n  interpreter ${JSON.stringify(here)}\n  moto        ${JSON.stringify(there)}`;

await main();
