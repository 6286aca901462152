import './quiet-aws-libraries.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Millis, SECOND } from '../steps/domain/instants.ts';
import { type Runtime, startRuntime } from './runtime.ts';

/** Twelve minutes of a meeting pass in a second. */
const SPEED = 720;
const MINUTE: Millis = 60 * SECOND;

interface Receipt {
  readonly id: string;
  readonly meet_time: string;
  readonly teacher_link: string;
  readonly student_link: string;
}

interface Details {
  readonly status: string;
  readonly outcome?: string;
  readonly failure?: { readonly reason: string; readonly detail: string };
  readonly timeline: readonly { readonly at: string; readonly what: string }[];
  readonly host_minutes: number;
  readonly host_cost_dollars: number;
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-demo-'));
  const neverHealthy = new Set<string>();
  const runtime = await startRuntime({
    port: 0,
    speed: SPEED,
    dataDir,
    bootTime: ({ meetingId }) => (neverHealthy.has(meetingId) ? Number.POSITIVE_INFINITY : 90 * SECOND),
    origins: [],
    write: () => undefined,
  });
  try {
    const inTwentyMinutes = new Date(runtime.clock.now() + 20 * MINUTE).toISOString();
    const [attended, nobody, broken] = await Promise.all([
      schedule(runtime, 'Ada', 'Ben', inTwentyMinutes),
      schedule(runtime, 'Cleo', 'Dan', inTwentyMinutes),
      schedule(runtime, 'Eve', 'Finn', inTwentyMinutes),
    ]);
    neverHealthy.add(broken.id);
    console.log(
      `Three meetings in twenty minutes, on a clock ${SPEED} times faster. Ada and Ben stay for half an hour.\n`,
    );
    const visits = [
      visit(runtime, attended.teacher_link, attended.meet_time, -2, 30),
      visit(runtime, attended.student_link, attended.meet_time, 1, 31),
    ];
    await show(runtime, 'Attended', attended);
    await show(runtime, 'Nobody comes', nobody);
    await show(runtime, 'A host that never gets healthy', broken);
    await Promise.all(visits);
  } finally {
    await runtime.stop();
    rmSync(dataDir, { recursive: true });
  }
}

async function schedule({ url }: Runtime, teacher: string, student: string, meetTime: string): Promise<Receipt> {
  const body = { teacher_name: teacher, student_name: student, meet_time: meetTime, frontend_base_url: `${url}/join` };
  return (await post(`${url}/schedule`, body)).json() as Promise<Receipt>;
}

/** Comes and goes so many minutes after the meeting time, and says every half minute that they are there. */
async function visit({ url, clock }: Runtime, link: string, meetTime: string, from: number, to: number): Promise<void> {
  const { id, role, key } = Object.fromEntries(new URL(link).searchParams);
  const say = (event: string): Promise<Response> => post(`${url}/meetings/${id}/presence`, { role, key, event });
  const until = (instant: Millis): Promise<void> => new Promise((resolve) => clock.at(instant, resolve));
  const start = Date.parse(meetTime);
  await until(start + from * MINUTE);
  await say('joined');
  while (clock.now() < start + to * MINUTE) {
    await until(clock.now() + 30 * SECOND);
    await say('present');
  }
  await say('left');
}

async function show({ url, clock }: Runtime, title: string, { id, meet_time }: Receipt): Promise<void> {
  let meeting: Details;
  do {
    await new Promise<void>((resolve) => clock.at(clock.now() + MINUTE, resolve));
    meeting = (await (await fetch(`${url}/meetings/${id}`)).json()) as Details;
  } while (meeting.status !== 'ENDED');
  const { reason, detail } = meeting.failure ?? {};
  console.log(`${title}: ${meeting.outcome}${reason ? ` (${reason}: ${detail})` : ''}`);
  for (const { at, what } of meeting.timeline) console.log(`  ${relative(at, meet_time)}  ${what}`);
  console.log(`  ${meeting.host_minutes} host minutes, $${meeting.host_cost_dollars}\n`);
}

/** ` T-10:00`, by the meeting time. */
function relative(at: string, meetTime: string): string {
  const seconds = Math.round((Date.parse(at) - Date.parse(meetTime)) / SECOND);
  const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
  return `T${seconds < 0 ? '-' : '+'}${minutes}:${String(rest).padStart(2, '0')}`.padStart(8);
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

await main();
