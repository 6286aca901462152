import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RuntimeProcess } from '../support/runtime.ts';
import { EXPLORERS, type Exploration, judge, type Seen, statesOf } from './judge.ts';

/** `npm run test:explore`: Bombadil uses both links of a meeting and the organiser's pages at once, while the runtime is killed now and then. */

/** A meeting of five minutes, with its launch before and its hard end after it, takes half a minute. */
const SPEED = 150;
const MINUTES_AHEAD = 13;
const DURATION_MINUTES = 5;
const ROUND_SECONDS = 40;
/** Seconds of real time. */
const KILL_AFTER = { least: 6, most: 14 };
const DOWN_FOR = 2;

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '2' } } });
const folder = mkdtempSync(join(tmpdir(), 'elephant-explore-'));
const print = (line: string): unknown => process.stdout.write(`${line}\n`);
const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

const runtime = await RuntimeProcess.start('--speed', String(SPEED));
let broken = 0;
try {
  for (let round = 0; round < Number(options.rounds); round++) {
    const specification = round % 2 === 0 ? 'without-end' : 'everything';
    const output = join(folder, String(round));
    const exploration = await explore(specification, output);
    const problems = judge(exploration);
    broken += problems.length;
    const states = EXPLORERS.map((explorer) => exploration.pages[explorer].length).join(' + ');
    const { outcome = 'not ended', ended_by: by = 'nobody' } = exploration.meeting;
    print(`${specification}: ${states} states, ${exploration.down.length} kills, ${outcome} by ${by}`);
    for (const problem of problems) print(`  BROKEN ${problem} (${output})`);
  }
} finally {
  await runtime.remove();
  if (broken === 0) rmSync(folder, { recursive: true });
}
process.exitCode = broken === 0 ? 0 : 1;

async function explore(specification: string, output: string): Promise<Exploration> {
  const { id, ...receipt } = await runtime.schedule(MINUTES_AHEAD, DURATION_MINUTES);
  const anchor = { real: Date.now(), own: await runtime.now() };
  const real = (instant: string | undefined): number | undefined =>
    instant === undefined ? undefined : anchor.real + (Date.parse(instant) - anchor.own) / SPEED;
  const starts = {
    teacher: { address: receipt.teacher_link, specification },
    student: { address: receipt.student_link, specification },
    organiser: { address: `${runtime.url}/meetings?id=${id}`, specification: 'organiser' },
  };
  const until = Date.now() + ROUND_SECONDS * 1000;
  const exploring = Promise.all(
    EXPLORERS.map((explorer) => usePages(starts[explorer], { output: join(output, explorer), until })),
  );
  const down: { from: number; to: number }[] = [];
  const killing = (async () => {
    const { least, most } = KILL_AFTER;
    for (;;) {
      const pause = seconds(least + Math.random() * (most - least));
      if (await Promise.race([pause.then(() => false), exploring.then(() => true)])) return;
      const from = Date.now();
      await runtime.kill();
      await seconds(DOWN_FOR);
      await runtime.start();
      down.push({ from, to: Date.now() });
    }
  })();
  const [teacher = [], student = [], organiser = []] = await exploring;
  await killing;
  const meeting = await runtime.meeting(id);
  return {
    pages: { teacher, student, organiser },
    meeting,
    openedAt: real(meeting.opened_at),
    decidedAt: real(meeting.decided_at),
    down,
  };
}

interface Start {
  readonly address: string;
  /** A file beside this one. */
  readonly specification: string;
}

/**
 * Uses the pages from an address on, until the end of the round. Bombadil ends early when a reload finds no server, because
 * it does nothing on the browser's own page; then the person opens the address again.
 */
async function usePages(
  { address, specification }: Start,
  { output, until }: { readonly output: string; readonly until: number },
): Promise<readonly Seen[]> {
  const states: Seen[] = [];
  for (let visit = 0; Date.now() < until; visit++) {
    const folder = join(output, String(visit));
    const explorer = startBombadil(address, specification, folder, Math.ceil((until - Date.now()) / 1000));
    let log = '';
    explorer.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const [code] = (await once(explorer, 'close')) as [number | null];
    states.push(...statesOf(readFileSync(join(folder, 'trace.jsonl'), 'utf8')));
    const broken = states.some(({ violations }) => violations.length > 0);
    if (code !== 0 && !broken && !log.includes('no actions available'))
      throw new Error(`Bombadil exited with ${code}: ${log}`);
    if (code !== 0) await seconds(1);
  }
  return states;
}

function startBombadil(address: string, specification: string, output: string, limit: number): ChildProcess {
  const options = ['--headless', '--no-sandbox', '--time-limit', `${limit}s`, '--output-path', output];
  const file = join(import.meta.dirname, `${specification}.ts`);
  const size = ['--width', '500', '--height', '1000'];
  return spawn('node_modules/.bin/bombadil', ['browser', 'test', address, file, ...options, ...size], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
