import { join } from 'node:path';
import { pythonEnvironment, ROOT, run } from '../deploy/processes.ts';
import type { Case } from './cases.ts';

/** Dates of random series by dateutil. @param zones 0 for all */
export async function expected(seed: number, rules: number, zones: number): Promise<Case[]> {
  const bin = await pythonEnvironment();
  const args = [join(ROOT, 'test/series/expected.py'), ...[seed, rules, zones].map(String)];
  // Without the zones of the system, which can be of another release.
  const output = await run(join(bin, 'python'), args, { PYTHONTZPATH: '' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
}
