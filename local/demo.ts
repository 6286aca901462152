import './quiet-aws-libraries.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, type Client, createClient, parseLink } from '../client/client.ts';
import type { MeetingDetails, Receipt } from '../steps/api/http/response-schemas.ts';
import { type Millis, MINUTE, SECOND } from '../steps/domain/instants.ts';
import type { LocalClock } from './clock.ts';
import { imageDemo } from './demo-image.ts';
import { startRuntime } from './runtime.ts';

/** Twelve minutes on the runtime's clock are one second of real time. */
const SPEED = 720;

interface Demo {
  readonly client: Client;
  readonly clock: LocalClock;
  readonly joinPage: string;
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-demo-'));
  const neverHealthy = new Set<string>();
  const { url, joinUrl, clock, stop } = await startRuntime({
    port: 0,
    speed: SPEED,
    dataDir,
    bootTime: ({ meetingId }) => (neverHealthy.has(meetingId) ? Number.POSITIVE_INFINITY : 90 * SECOND),
    origins: [],
    write: () => undefined,
  });
  const demo: Demo = { client: createClient({ base: url }), clock, joinPage: joinUrl };
  try {
    const inTwentyMinutes = new Date(clock.now() + 20 * MINUTE).toISOString();
    const [attended, notAttended, failed] = await Promise.all([
      schedule(demo, 'Ada', 'Ben', inTwentyMinutes),
      schedule(demo, 'Cleo', 'Dan', inTwentyMinutes),
      schedule(demo, 'Eve', 'Finn', inTwentyMinutes),
    ]);
    neverHealthy.add(failed.id);
    console.log(
      `Three meetings in twenty minutes, on a clock ${SPEED} times faster. Ada and Ben stay for half an hour.\n`,
    );
    const visits = [
      visit(demo, attended.teacher_link, attended.meet_time, -2, 30),
      visit(demo, attended.student_link, attended.meet_time, 1, 31),
    ];
    await show(demo, 'Attended', attended);
    await show(demo, 'Nobody joins', notAttended);
    await show(demo, 'The host is never healthy', failed);
    await Promise.all(visits);
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true });
  }
}

async function schedule(demo: Demo, teacher: string, student: string, meetTime: string): Promise<Receipt> {
  const response = await demo.client.schedule({
    teacher_name: teacher,
    student_name: student,
    meet_time: meetTime,
    frontend_base_url: demo.joinPage,
  });
  return bodyOf(response);
}

/** Joins `from` minutes after the meeting time, sends presence every 30 seconds, leaves `to` minutes after the meeting time. */
async function visit({ client, clock }: Demo, url: string, meetTime: string, from: number, to: number): Promise<void> {
  const link = parseLink(url);
  const start = Date.parse(meetTime);
  await until(clock, start + from * MINUTE);
  await client.presence(link, 'joined');
  while (clock.now() < start + to * MINUTE) {
    await until(clock, clock.now() + 30 * SECOND);
    await client.presence(link, 'present');
  }
  await client.presence(link, 'left');
}

/** Waits for the end of a meeting and prints its timeline. */
async function show({ client, clock }: Demo, title: string, { id, meet_time }: Receipt): Promise<void> {
  let meeting: MeetingDetails;
  do {
    await until(clock, clock.now() + MINUTE);
    meeting = bodyOf(await client.getMeeting(id));
  } while (meeting.status !== 'ENDED');
  const { reason, detail } = meeting.failure ?? {};
  console.log(`${title}: ${meeting.outcome}${reason ? ` (${reason}: ${detail})` : ''}`);
  for (const { at, what } of meeting.timeline) console.log(`  ${relative(at, meet_time)}  ${what}`);
  console.log(`  ${meeting.host_minutes} host minutes, $${meeting.host_cost_dollars}\n`);
}

const until = (clock: LocalClock, instant: Millis): Promise<void> =>
  new Promise((resolve) => clock.at(instant, resolve));

/** ` T-10:00`: minutes and seconds relative to the meeting time. */
function relative(at: string, meetTime: string): string {
  const seconds = Math.round((Date.parse(at) - Date.parse(meetTime)) / SECOND);
  const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
  return `T${seconds < 0 ? '-' : '+'}${minutes}:${String(rest).padStart(2, '0')}`.padStart(8);
}

await (process.argv.includes('--image') ? imageDemo((line) => console.log(line)) : main());
