import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../deploy/processes.ts';
import { type Case, computed, isKnown } from './cases.ts';
import { expected } from './expected.ts';

/** Compares the dates of random series in all zones over ten years with zoneinfo and dateutil. `--record` writes a sample for `npm test`. */

const RULES_PER_ZONE = 3;
/** Names of the zones of Python that are none in Node.js. */
const UNKNOWN_IN_NODE = 5;

/** The dates around the first one on which clocks are changed, or the first dates. */
function excerpt(one: Case): Case {
  const changed = Math.max(
    0,
    one.dates.findIndex(([, , happens]) => happens !== 'once'),
  );
  const dates = one.dates.slice(Math.max(0, changed - 5), changed + 5);
  return { ...one, from: dates[0]?.[0] ?? one.from, to: dates.at(-1)?.[0] ?? one.to, dates };
}

async function record(): Promise<void> {
  const cases = (await expected(20261129, 4, 60)).map(excerpt);
  const having = (what: string): Case[] => cases.filter(({ dates }) => dates.some(([, , happens]) => happens === what));
  const without = cases.filter(({ dates }) => dates.every(([, , happens]) => happens === 'once'));
  const sample = [...having('never').slice(0, 15), ...having('twice').slice(0, 15), ...without.slice(0, 30)];
  writeFileSync(
    join(ROOT, 'test/series/recorded.json'),
    `[\n${sample.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
  );
}

async function compare(): Promise<void> {
  const seed = Number(process.argv[2] ?? Date.now());
  const cases = await expected(seed, RULES_PER_ZONE, 0);
  const known = cases.filter(isKnown);
  const wrong = known.filter((one) => JSON.stringify(computed(one)) !== JSON.stringify(one.dates));
  for (const one of wrong) console.log(JSON.stringify({ ...one, dates: undefined }));
  const all = known.flatMap(({ dates }) => dates.map(([, , happens]) => happens));
  const count = (what: string): number => all.filter((one) => one === what).length;
  const zones = new Set(known.map(({ zone }) => zone)).size;
  const unknown = new Set(cases.filter((one) => !isKnown(one)).map(({ zone }) => zone));
  console.log(
    `seed ${seed}: ${known.length} series in ${zones} zones (${process.versions['tz']}), ${all.length} dates, ` +
      `${count('never')} in a gap, ${count('twice')} twice; ${wrong.length} series differ; unknown zones: ${[...unknown].join(', ') || 'none'}`,
  );
  if (wrong.length > 0 || unknown.size > UNKNOWN_IN_NODE || count('never') < 500 || count('twice') < 500)
    process.exitCode = 1;
}

await (process.argv[2] === '--record' ? record() : compare());
