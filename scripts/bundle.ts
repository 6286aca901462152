/** Bundles every function like the deployment does, into `dist/functions/`, and prints the size and load time of each. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { bundle, bundleFolder } from '../infra/bundling.ts';
import { FUNCTION_NAMES, specOf } from '../infra/functions.ts';

export interface Bundled {
  readonly name: string;
  readonly kilobytes: number;
  /** Median of five fresh processes, in milliseconds. */
  readonly loadMs: number;
}

const FOLDER = 'dist/functions';

export async function bundleAll(): Promise<Bundled[]> {
  rmSync(FOLDER, { recursive: true, force: true });
  const entries = FUNCTION_NAMES.map((name) => specOf(name).entry);
  await bundle(entries, resolve(FOLDER));
  return FUNCTION_NAMES.map((name) => {
    const file = resolve(FOLDER, bundleFolder(specOf(name).entry), 'index.mjs');
    return { name, kilobytes: Math.round(readFileSync(file).length / 1024), loadMs: loadTime(file) };
  });
}

function loadTime(file: string): number {
  const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t)`;
  const times = Array.from({ length: 5 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })),
  );
  return Math.round(times.toSorted((a, b) => a - b)[2] ?? Number.NaN);
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, kilobytes, loadMs } of await bundleAll())
    console.log(`${name.padEnd(16)} ${kilobytes} KB, loads in ${loadMs} ms`);
}
