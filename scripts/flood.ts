/**
 * Measures how long the organiser and the teacher wait while one personal link is used 200 times a second with changing
 * events and roles. `npx tsx scripts/flood.ts [--seconds 20] [--rate 200] FOLDER...`: each folder is a checkout of this
 * project; without one, this checkout. Prints a Markdown table; exits with 1 if a limit is exceeded in the last folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Client, createClient, type Link, parseLink } from '../client/client.ts';
import { spread } from '../simulation/result/figures.ts';
import { RuntimeProcess } from '../test/support/process.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '20' }, rate: { type: 'string', default: '200' } },
});
const SECONDS = Number(values.seconds);
const RATE = Number(values.rate);
/** Milliseconds for an action of the organiser or the teacher at the 99th percentile. */
const LIMIT = 1_000;
const TICK = 5;

interface Measured {
  readonly times: readonly number[];
  readonly failed: number;
  /** Responses to the flood by status; 0 is no response within the client's time-out. */
  readonly flood: ReadonlyMap<number, number>;
}

async function measure(folder: string): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-flood-'));
  const runtime = await RuntimeProcess.startIn(folder, '--port', '0', '--boot', '1s', '--data-dir', dataDir);
  try {
    const client = createClient({ base: runtime.url });
    const { teacher, student } = await openMeeting(client, runtime.url);
    const flood = new Map<number, number>();
    const until = performance.now() + SECONDS * 1000;
    const flooding = floodWith(runtime.url, student, flood, until);
    const { times, failed } = await act(client, runtime.url, teacher, until);
    await flooding;
    return { times, failed, flood };
  } finally {
    await runtime.end('SIGTERM');
    rmSync(dataDir, { recursive: true });
  }
}

/** A meeting in progress. */
async function openMeeting(client: Client, url: string): Promise<{ teacher: Link; student: Link }> {
  const links = await scheduleNow(client, url);
  while ((await client.join(links.student)).status !== 200) await pause(200);
  await client.presence(links.student, 'joined');
  await client.presence(links.teacher, 'joined');
  return links;
}

async function scheduleNow(client: Client, url: string): Promise<{ teacher: Link; student: Link }> {
  const response = await client.schedule({
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: new Date(Date.now() + 1000).toISOString(),
    duration_minutes: 30,
    frontend_base_url: `${url}/join`,
  });
  if (!response.ok) throw new Error(`POST /schedule returned ${response.status}`);
  return { teacher: parseLink(response.body.teacher_link), student: parseLink(response.body.student_link) };
}

const EVENTS = ['joined', 'left', 'present', 'waiting'] as const;
const ROLES = ['student', 'student', 'student', 'teacher', 'host'] as const;

/** Sends `RATE` calls a second, whether earlier ones were answered or not. */
async function floodWith(url: string, link: Link, answers: Map<number, number>, until: number): Promise<void> {
  const startedAt = performance.now();
  const calls: Promise<void>[] = [];
  const call = async (number: number): Promise<void> => {
    const response = await fetch(`${url}/meetings/${link.id}/presence`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Link-Key': link.key },
      body: JSON.stringify({
        role: ROLES[number % ROLES.length],
        event: EVENTS[Math.floor(number / 2) % EVENTS.length],
      }),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined);
    await response?.text();
    const status = response?.status ?? 0;
    answers.set(status, (answers.get(status) ?? 0) + 1);
  };
  for (let sent = 0; performance.now() < until; await pause(TICK))
    for (const due = ((performance.now() - startedAt) / 1000) * RATE; sent < due; sent++) calls.push(call(sent));
  await Promise.all(calls);
}

/** One action after the other: the organiser's, the teacher's presence in the flooded meeting, and at last its end. */
async function act(client: Client, url: string, teacher: Link, until: number): Promise<Omit<Measured, 'flood'>> {
  const times: number[] = [];
  let failed = 0;
  const timed = async (action: () => Promise<{ readonly ok: boolean }>): Promise<void> => {
    const startedAt = performance.now();
    const ok = await action().then(
      (response) => response.ok,
      () => false,
    );
    times.push(performance.now() - startedAt);
    if (!ok) failed += 1;
  };
  for (let round = 0; performance.now() < until - 1_000; round++) {
    await timed(() => client.getMeeting(teacher.id));
    await timed(() => client.presence(teacher, 'present'));
    await timed(() => client.listMeetings());
    await timed(() => client.join(teacher));
    if (round % 5 === 0) {
      const other = await scheduleNow(client, url);
      await timed(() => client.cancelMeeting(other.teacher.id));
    }
    await pause(100);
  }
  await timed(() => client.endMeeting(teacher));
  return { times, failed };
}

console.log(`| checkout | actions | p50 | p99 | longest | failed | responses to the flood |
| --- | --- | --- | --- | --- | --- | --- |`);
let exceeded = false;
for (const folder of positionals.length === 0 ? ['.'] : positionals) {
  const { times, failed, flood } = await measure(folder);
  const { p50, p99, max } = spread(times);
  exceeded = p99 > LIMIT || failed > 0;
  const answers = [...flood].toSorted(([a], [b]) => a - b).map(([status, count]) => `${count} x ${status}`);
  const cells = [folder, times.length, `${p50.toFixed(0)} ms`, `${p99.toFixed(0)} ms`, `${max.toFixed(0)} ms`, failed];
  console.log(`| ${[...cells, answers.join(', ')].join(' | ')} |`);
}
process.exitCode = exceeded ? 1 : 0;
