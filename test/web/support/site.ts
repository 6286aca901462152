import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { startRuntime } from '../../../local/runtime.ts';
import { SECOND } from '../../../steps/domain/instants.ts';
import type { Meeting } from '../../../steps/domain/meeting.ts';
import { meetingDefinition } from '../../../statemachine/definition.ts';
import { sendFile, sendPage } from './files.ts';

/**
 * A process with the local runtime and, before it, a server for the pages: files of dist/web, all
 * else to the runtime. It adds what the runtime does not tell (yet): the workflow's definition and
 * history, names in answers to `join`, and a room page with people in it.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'data-dir': { type: 'string' },
    speed: { type: 'string', default: '60' },
    'boot-seconds': { type: 'string', default: '20' },
    'api-key': { type: 'string' },
  },
});
const port = Number(values.port);
const origin = `http://localhost:${port}`;
const runtime = await startRuntime({
  port: 0,
  speed: Number(values.speed),
  dataDir: values['data-dir'] ?? '',
  bootTime: () => Number(values['boot-seconds']) * SECOND,
  apiKey: values['api-key'],
  origins: [origin],
  write: () => undefined,
});
const definition = meetingDefinition();

const json = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', origin);
  if (sendPage(request, response, pathname)) return;
  if (pathname === '/workflow') return json(response, { definition });
  const execution = /^\/meetings\/(\w+)\/execution$/.exec(pathname)?.[1];
  if (execution !== undefined) return json(response, executionOf(execution));
  const [, inRoom, asked = ''] = /^\/stand-in\/(\w+)\/(.*)$/.exec(pathname) ?? [];
  if (inRoom !== undefined) {
    if (asked === 'people') return people(response, inRoom);
    if (sendFile(response, asked || 'room.html')) return;
  }
  await forward(request, response, pathname);
}

function executionOf(id: string): object {
  const history = runtime.executions.history(`${id}-1`) ?? [];
  const last = history.at(-1)?.type ?? '';
  const status = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.exec(last)?.[1] ?? 'Running';
  const events = history.map((event) => ({ ...event, at: new Date(event.at).toISOString() }));
  return { status: status.replace('dO', 'd_O').toUpperCase(), events, now: now(), clock_speed: runtime.clock.speed };
}

const now = (): string => new Date(runtime.clock.now()).toISOString();

async function people(response: ServerResponse, id: string): Promise<void> {
  const meeting = await runtime.ports.meetings.find(id);
  if (!meeting || meeting.status === 'ENDED') {
    response.destroy();
    return;
  }
  const names = { teacher: meeting.teacher_name, student: meeting.student_name };
  const inside = (['teacher', 'student'] as const).flatMap((role) => {
    const seen = meeting.attendance[role];
    return seen ? [{ role, name: names[role], ...seen }] : [];
  });
  json(response, { people: inside, now: now(), clock_speed: runtime.clock.speed });
}

async function forward(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => FORWARDED.includes(name)));
  const got = await fetch(`${runtime.url}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    redirect: 'manual',
  });
  const text = await got.text();
  const meeting = /^\/join\/(\w+)\//.exec(pathname)?.[1];
  const body =
    meeting === undefined || got.status === 403 ? text : told(text, await runtime.ports.meetings.find(meeting));
  const kept = Object.fromEntries([...got.headers].filter(([name]) => !HOP.includes(name)));
  response.writeHead(got.status, kept);
  response.end(body);
}

const FORWARDED = ['accept', 'content-type', 'x-api-key', 'idempotency-key', 'origin'];
const HOP = ['content-length', 'connection', 'transfer-encoding', 'keep-alive'];

function told(text: string, meeting: Meeting | undefined): string {
  if (!meeting) return text;
  const { teacher_name, student_name, duration_minutes, time_zone, launch_at, progress, verdict } = meeting;
  const answered = JSON.parse(text) as Record<string, unknown>;
  const by = verdict && { ended_by: verdict.by };
  const room = 'room_url' in answered && { room_url: `${origin}/stand-in/${meeting.id}/` };
  return JSON.stringify({
    ...answered,
    teacher_name,
    student_name,
    duration_minutes,
    time_zone,
    launch_at,
    progress,
    ...by,
    ...room,
  });
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
