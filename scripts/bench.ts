/** Measures response times, memory, transitions and bundle sizes, and writes `docs/benchmarks.md`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spread, spread } from '../simulation/result/figures.ts';
import { RuntimeProcess } from '../test/support/process.ts';
import { Stage } from '../test/support/stage.ts';
import { bundleAll } from './bundle.ts';

async function withRuntime<T>(run: (runtime: RuntimeProcess) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-bench-'));
  const runtime = await RuntimeProcess.start('--port', '0', '--data-dir', dataDir);
  try {
    return await run(runtime);
  } finally {
    await runtime.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  }
}

async function timeToFirstResponse(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const startedAt = performance.now();
    times.push(await withRuntime(async ({ url }) => (await fetch(`${url}/health`), performance.now() - startedAt)));
  }
  return spread(times).p50;
}

function schedule(url: string, index: number): Promise<Response> {
  // A day ahead, so that no host launches during the measurement, and two hours apart, so that `maxInFlight` refuses none.
  const meet_time = new Date(Date.now() + (24 + 2 * index) * 3_600_000).toISOString();
  const body = { teacher_name: 'Ada', student_name: 'Ben', meet_time, frontend_base_url: `${url}/join` };
  return fetch(`${url}/schedule`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

interface Load extends Spread {
  readonly perSecond: number;
  readonly emptyMb: number;
  readonly fullMb: number;
}

const memoryMb = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

/** Schedules 1,000 meetings with 50 callers; each caller sends one request at a time. */
function load(): Promise<Load> {
  return withRuntime(async ({ url, pid }) => {
    const emptyMb = memoryMb(pid);
    const times: number[] = [];
    let next = 0;
    const startedAt = performance.now();
    const caller = async (): Promise<void> => {
      for (let index = next++; index < 1000; index = next++) {
        const sentAt = performance.now();
        const response = await schedule(url, index);
        await response.text();
        if (response.status !== 200) throw new Error(`POST /schedule returned ${response.status}`);
        times.push(performance.now() - sentAt);
      }
    };
    await Promise.all(Array.from({ length: 50 }, caller));
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      ...spread(times),
      perSecond: 1000 / seconds,
      emptyMb,
      fullMb: memoryMb(pid),
    };
  });
}

/** Transitions of a meeting whose host boots in 90 s: a no-show, or with the teacher present for an hour. */
async function transitions(attended: boolean): Promise<number> {
  const stage = new Stage({ behaviourOf: () => ({ healthyAfter: 89_000 }) });
  await stage.schedule();
  if (attended) await stage.stay('teacher', 0, 60);
  await stage.at(120);
  return stage.execution.transitions;
}

function duration(command: string, ...args: string[]): number {
  const startedAt = performance.now();
  execFileSync(command, args, { stdio: 'ignore', env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' } });
  return (performance.now() - startedAt) / 1000;
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const ms = (value: number): string => `${Math.round(value)} ms`;

const start = await timeToFirstResponse();
const schedules = await load();
const bundles = await bundleAll();
const noShow = await transitions(false);
const attended = await transitions(true);
const synth = duration('npm', 'run', 'synth');
const tests = duration('npm', 'test');

writeFileSync(
  'docs/benchmarks.md',
  `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}: Node ${process.version}, ${cpus().length} cores of "${cpus()[0]?.model}".
The machine is shared, so times vary between runs: compare ratios, not milliseconds.

| measurement | value |
| --- | --- |
| \`npm start\` to the first response of \`/health\`, median of 5 | ${ms(start)} |
| resident memory, empty / with 1,000 scheduled meetings | ${schedules.emptyMb} MB / ${schedules.fullMb} MB |
| \`POST /schedule\` with 50 in flight, 1,000 calls: p50 / p99 | ${ms(schedules.p50)} / ${ms(schedules.p99)} |
| the same, meetings per second | ${Math.round(schedules.perSecond)} |
| transitions, host boots in 90 s: no-show / attended for an hour | ${noShow} / ${attended} |
| \`npm run synth\` | ${synth.toFixed(0)} s |
| \`npm test\` | ${tests.toFixed(0)} s |

Functions as deployed (\`npm run build\`): size, and load time (median of five new processes).

| function | KB | ms |
| --- | --- | --- |
${bundles.map(({ name, kilobytes, loadMs }) => `| \`${name}\` | ${kilobytes} | ${loadMs} |`).join('\n')}
`,
);
console.log('wrote docs/benchmarks.md');
