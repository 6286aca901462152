import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE } from '../../steps/domain/instants.ts';
import { pythonEnvironment, ROOT, run } from '../deploy/processes.ts';
import { isKnown } from '../series/cases.ts';
import { expected } from '../series/expected.ts';
import {
  brokenNameCase,
  type FileCase,
  listedCases,
  meetingCase,
  nameCases,
  type Random,
  seriesCase,
} from './cases.ts';

/**
 * Reads the calendar files of random series and meetings with icalendar and dateutil, and compares their dates with ours.
 * Arguments: seed, number of zones (0 for all).
 */

const ZONES = Number(process.argv[3] ?? 80);
const RULES_PER_ZONE = 2;
/** Around each change of the clocks. */
const MINUTES_AROUND = [-90, -60, -30, 0, 30, 60, 90, 150];
const OTHERS = ['America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Tokyo', 'Africa/Casablanca'];

function randomOf(seed: number): Random {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

async function cases(seed: number): Promise<FileCase[]> {
  const series = (await expected(seed, RULES_PER_ZONE, ZONES)).filter(isKnown);
  const random = randomOf(seed);
  const changes = series.flatMap(({ zone, dates }) => {
    const [, at] = dates.find(([, , happens]) => happens !== 'once') ?? [];
    return at === undefined ? [] : [{ zone, at: at * 1000 }];
  });
  const meetings = changes.flatMap(({ zone, at }, index) =>
    MINUTES_AROUND.map((minutes) => meetingCase(at + minutes * MINUTE, zone, OTHERS[index % OTHERS.length]!)),
  );
  const files = series.flatMap((one) => seriesCase(one, random) ?? []);
  return [...files, ...listedCases(), ...meetings, ...nameCases(), brokenNameCase()];
}

async function read(files: readonly FileCase[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'calendar-'));
  const input = join(folder, 'files.json');
  writeFileSync(input, files.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const python = join(await pythonEnvironment(), 'python');
  // Without the zones of the system, which can be of another release.
  const output = await run(python, [join(ROOT, 'test/calendar/read.py'), input], { PYTHONTZPATH: '' });
  rmSync(folder, { recursive: true });
  return output.trim().split('\n');
}

const seed = Number(process.argv[2] ?? Date.now());
const files = await cases(seed);
const lines = await read(files);
const faults = lines.slice(0, -1);
for (const line of faults.slice(0, 20)) console.log(line);
const count = (part: string): number => files.filter(({ file }) => file.includes(part)).length;
const having = ['\nRRULE:FREQ=WEEKLY', '\nRDATE', '\nRECURRENCE-ID', '\nEXDATE', '\nDTSTART:20'].map(
  (part) => `${count(part)} with ${part.trim()}`,
);
console.log(`seed ${seed}: ${files.length} files, ${having.join(', ')}; ${faults.length} faults; ${lines.at(-1)}`);
if (faults.length > 0 || lines.at(-1) !== JSON.stringify({ read: files.length }).replace(':', ': '))
  process.exitCode = 1;
