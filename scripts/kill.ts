/**
 * Kills the local runtime with SIGKILL at random instants and starts it again each time, while meetings are scheduled, moved,
 * extended and attended, and meetings of series are created. Afterwards every meeting must have ended at the time to which it was
 * moved and extended, every date of a series must have one meeting, no host may have launched twice, and when the series are
 * ended no host, execution or schedule may remain.
 * `npx tsx scripts/kill.ts [--kills 50] [--seed N]`; prints the faults and exits with 1 if there are any.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bodyOf, type Client, createClient, type Link, parseLink, Unreachable } from '../client/client.ts';
import type { RequestBody } from '../steps/api/http/operations.ts';
import type { MeetingDetails, Receipt } from '../steps/api/http/response-schemas.ts';
import { streamOf } from '../simulation/plan/random.ts';
import { HOUR, type Millis, MINUTE } from '../steps/domain/instants.ts';
import { checkSeries, createSeries, type PlannedSeries, planSeries } from './kill/series.ts';
import { RuntimeProcess } from '../test/support/process.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } } });
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
/** Only the timing of the machine differs between runs with one seed. */
const stream = streamOf(seed, 'world', 'kill');
const dataDir = mkdtempSync(join(tmpdir(), 'elephant-kill-'));
/** The port changes with each start, but a repeated call needs an equal body. */
const ORIGIN = 'https://lessons.example';
const startAt = (speed: number): Promise<RuntimeProcess> =>
  RuntimeProcess.start('--port', '0', '--speed', String(speed), '--data-dir', dataDir, '--origin', ORIGIN);

/** Minutes. */
const EXTENDED_BY = 20;
/** On the local clock, which runs on while the runtime is down. On a slow machine, meetings would pass unused otherwise. */
const START_TAKES_AT_MOST = 20 * MINUTE;
const MOST_SPEED = 600;

interface Planned {
  readonly key: string;
  readonly body: RequestBody<'schedule'>;
  /** Where the meeting is to be moved, until that is done. */
  move?: string;
  /** Where the API said that the meeting is. */
  movedTo?: string;
  /** Whether the meeting is to be extended, until that is done. */
  extend?: boolean;
  /** The hard end that the API answered. */
  hardEnd?: string;
  receipt?: Receipt;
}

const speed = await speedOfThisMachine();
console.log(`${kills} kills, seed ${seed}, local clock at ${speed} times real time, data in ${dataDir}`);
/** The real time of a duration on the local clock. */
const realTime = (duration: Millis): Millis => duration / speed;
const someMinutes = (): Millis => realTime(stream.between(2, 17) * MINUTE);
const planned: Planned[] = [];
const plannedSeries: PlannedSeries[] = [];
for (let kill = 0; kill < kills; kill++) {
  const runtime = await startAt(speed);
  const busy = unlessKilled(use(runtime.url, kill, Date.now() + someMinutes()));
  await pause(someMinutes());
  await runtime.end();
  await busy;
}
const faults = await finish();
rmSync(dataDir, { recursive: true });
for (const fault of faults) console.error(fault);
const [moved, extended] = [planned.filter(({ movedTo }) => movedTo), planned.filter(({ hardEnd }) => hardEnd)];
console.log(
  `${planned.length} meetings, ${moved.length} moved, ${extended.length} extended, ${plannedSeries.length} series, ${faults.length} faults`,
);
if (moved.length === 0 || extended.length === 0) console.error('no meeting was moved, or none was extended');
process.exitCode = faults.length === 0 && moved.length > 0 && extended.length > 0 ? 0 : 1;

/** Measures a start without meetings. */
async function speedOfThisMachine(): Promise<number> {
  const runtime = await startAt(1);
  await runtime.end();
  return Math.max(1, Math.min(MOST_SPEED, Math.floor(START_TAKES_AT_MOST / runtime.startedIn)));
}

/** A call that a kill interrupts is repeated by a later one. Every other error is a fault. */
async function unlessKilled(calls: Promise<void>): Promise<void> {
  try {
    await calls;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
}

/** Schedules a meeting in every third round and creates a series in every fifth one, and moves, extends and attends all meetings. */
async function use(url: string, kill: number, until: number): Promise<void> {
  const client = createClient({ base: url });
  const { now } = bodyOf(await client.health());
  if (kill % 5 === 1)
    plannedSeries.push(planSeries(`series-${seed}-${kill}`, `Kill ${kill}`, `${ORIGIN}/join`, Date.parse(now)));
  if (kill % 3 === 0) {
    const body = {
      teacher_name: 'Ada',
      student_name: `Kill ${kill}`,
      meet_time: new Date(Date.parse(now) + stream.between(60, 150) * MINUTE).toISOString(),
      duration_minutes: 30,
      frontend_base_url: `${ORIGIN}/join`,
    };
    const move = new Date(Date.parse(body.meet_time) + stream.between(-5, 40) * MINUTE).toISOString();
    planned.push({ key: `kill-${seed}-${kill}`, body, move, extend: true });
  }
  while (Date.now() < until) {
    for (const meeting of planned) await unlessKilled(step(client, meeting));
    // Last: the runtime is busy with their meetings then.
    for (const one of plannedSeries) await unlessKilled(createSeries(client, one));
    await pause(50);
  }
}

async function step(client: Client, meeting: Planned): Promise<void> {
  if (!meeting.receipt) {
    const response = await client.schedule(meeting.body, meeting.key);
    // Nobody was told of it, and its time is over: the machine was slow.
    if (response.status === 422) return;
    meeting.receipt = bodyOf(response);
  }
  const link = parseLink(meeting.receipt.teacher_link);
  await change(client, meeting, link);
  await client.presence(link, 'present');
}

/** Repeats a change until its response says that it is done, or impossible. */
async function change(client: Client, meeting: Planned, link: Link): Promise<void> {
  if (meeting.move !== undefined) {
    const response = await client.changeMeeting(link.id, { meet_time: meeting.move });
    if (response.ok) meeting.movedTo = response.body.meet_time;
    if (response.ok || response.status < 500) delete meeting.move;
  }
  if (meeting.extend) {
    const response = await client.extendMeeting(link, EXTENDED_BY, meeting.key);
    if (response.ok) meeting.hardEnd = response.body.hard_end;
    if (response.ok || response.status === 410) delete meeting.extend;
  }
}

async function finish(): Promise<string[]> {
  const runtime = await startAt(speed);
  const faults: string[] = [];
  const client = createClient({ base: runtime.url });
  // The callers repeat interrupted calls first.
  for (const meeting of planned) await step(client, meeting);
  for (const one of plannedSeries) {
    await createSeries(client, one);
    faults.push(...(await checkSeries(client, one)));
  }
  for (const one of planned) {
    if (!one.receipt) continue;
    const { receipt, body } = one;
    const meeting = await ended(client, receipt.id);
    const { movedTo, hardEnd } = one;
    const name = `${body.student_name}: ${receipt.id}`;
    if (!meeting) faults.push(`${name} has not ended`);
    else if (movedTo !== undefined && meeting.meet_time !== movedTo)
      faults.push(`${name} was moved to ${movedTo}, and is at ${meeting.meet_time}`);
    else if (hardEnd !== undefined && meeting.hard_end !== hardEnd)
      faults.push(`${name} was extended until ${hardEnd}, and its hard end is ${meeting.hard_end}`);
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

/** Undefined when the meeting does not end within seven hours on the local clock. */
async function ended(client: Client, id: string): Promise<MeetingDetails | undefined> {
  const deadline = Date.now() + realTime(7 * HOUR);
  while (Date.now() < deadline) {
    // Their hosts may not have been launched before.
    for (const waiting of planned.filter(({ extend }) => extend)) await step(client, waiting);
    const response = await client.getMeeting(id);
    if (response.ok && response.body.status === 'ENDED') return response.body;
    await pause(100);
  }
  return undefined;
}
