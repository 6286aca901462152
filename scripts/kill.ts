/**
 * Kills the local runtime with SIGKILL at random times during several meetings, and starts it again each time. Then checks
 * that no meeting is lost, no host was launched twice, and no host still runs.
 * `npx tsx scripts/kill.ts [--kills 50] [--seed N]`. Prints each fault, and exits with 1 when there is one.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RuntimeProcess } from '../test/support/process.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } });
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = mulberry32(seed);
const dataDir = mkdtempSync(join(tmpdir(), 'elephant-kill-'));
const start = (): Promise<RuntimeProcess> =>
  RuntimeProcess.start('--port', '0', '--speed', '600', '--data-dir', dataDir);

interface Planned {
  readonly key: string;
  readonly body: Record<string, unknown>;
  id?: string;
  links?: string[];
}

console.log(`${kills} kills, seed ${seed}, data in ${dataDir}`);
const planned: Planned[] = [];
for (let kill = 0; kill < kills; kill++) {
  const runtime = await start();
  const busy = use(runtime.url, kill, Date.now() + 200 + random() * 1500);
  await pause(200 + random() * 1500);
  await runtime.end();
  // The kill interrupts calls. The next calls repeat them.
  await busy.catch(() => undefined);
}
const faults = await finish();
rmSync(dataDir, { recursive: true });
for (const fault of faults) console.error(fault);
console.log(`${planned.length} meetings, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Schedules a meeting at every third kill, and reports presence in all meetings. Interrupted calls are repeated later. */
async function use(url: string, kill: number, until: number): Promise<void> {
  if (kill % 3 === 0) {
    const { now } = (await (await fetch(`${url}/health`)).json()) as { now: string };
    const meet_time = new Date(Date.parse(now) + (5 + random() * 25) * 60_000).toISOString();
    const body = {
      teacher_name: 'Ada',
      student_name: `Kill ${kill}`,
      meet_time,
      duration_minutes: 30,
      frontend_base_url: `${url}/join`,
    };
    planned.push({ key: `lesson-${seed}-${kill}`, body });
  }
  while (Date.now() < until) {
    for (const meeting of planned) await step(url, meeting).catch(() => undefined);
    await pause(50);
  }
}

async function step(url: string, meeting: Planned): Promise<void> {
  if (!meeting.links) {
    // The port changes with each start, but an idempotency key needs the same body.
    const answer = await post(`${url}/schedule`, meeting.body, { 'Idempotency-Key': meeting.key });
    if (!answer.ok) return;
    const receipt = (await answer.json()) as { id: string; teacher_link: string; student_link: string };
    meeting.id = receipt.id;
    meeting.links = [receipt.teacher_link, receipt.student_link];
  }
  const [link = ''] = meeting.links;
  const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
  await post(`${url}/meetings/${id}/presence`, { role, key, event: 'present' });
}

async function finish(): Promise<string[]> {
  const runtime = await start();
  const faults: string[] = [];
  // Repeats interrupted calls.
  for (const meeting of planned) await step(runtime.url, meeting).catch(() => undefined);
  for (const { id, body } of planned) {
    if (id === undefined) continue;
    const ended = await untilEnded(runtime.url, id);
    if (!ended) faults.push(`${String(body['student_name'])}: ${id} has not ended`);
  }
  await runtime.end('SIGTERM');
  const attempts = new Set<string>();
  for (const file of readdirSync(join(dataDir, 'hosts'))) {
    const host = JSON.parse(readFileSync(join(dataDir, 'hosts', file), 'utf8')) as Record<string, unknown>;
    const name = `${String(host['meetingId'])} attempt ${String(host['attempt'])}`;
    if (attempts.has(name)) faults.push(`${name} was launched twice`);
    attempts.add(name);
    if (host['state'] !== 'terminated') faults.push(`${name} still runs`);
  }
  const open = readdirSync(join(dataDir, 'executions', 'open'));
  if (open.length > 0) faults.push(`executions still open: ${open.join(', ')}`);
  const schedules = readdirSync(join(dataDir, 'schedules'));
  if (schedules.length > 0) faults.push(`schedules left: ${schedules.join(', ')}`);
  return faults;
}

/** Polls for 40 s, which are more than six hours of the runtime's clock. */
async function untilEnded(url: string, id: string): Promise<boolean> {
  for (let looks = 0; looks < 400; looks++) {
    const meeting = (await (await fetch(`${url}/meetings/${id}`)).json()) as { status?: string };
    if (meeting.status === 'ENDED') return true;
    await pause(100);
  }
  return false;
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** A seeded random number generator, so that a run can be repeated except for the machine's timing. */
function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
