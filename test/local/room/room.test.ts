import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { LOOPBACK } from '../../../local/network/network.ts';
import { MAX_MESSAGE_BYTES } from '../../../local/room/messages.ts';
import { CLOSE, SUBPROTOCOL, type ToPage } from '../../../local/room/protocol.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in.ts';
import type { Role } from '../../../steps/domain/links.ts';
import { roomClaims } from '../../../steps/domain/rooms.ts';

const MEETING = 'k3v9t2m8q5x7r1za';
const SECRET = 'the secret of this room, and of no other one';
const OPENED = Date.parse('2026-12-01T15:00:00Z');
const END = OPENED + 3_600_000;
const lesson = {
  names: { teacher: 'Ada', student: 'Ben' },
  languages: { teacher: 'fr', student: 'ar' },
  meet_time: '2026-12-01T15:00:00Z',
  duration_minutes: 60,
  hard_end: '2026-12-01T17:00:00.000Z',
};

let host: StandIn;
let now: number;
let healthy: boolean;
let clients: Client[];

beforeEach(async () => {
  now = OPENED + 60_000;
  healthy = true;
  clients = [];
  host = await startStandIn({
    pages: () => undefined,
    network: LOOPBACK,
    port: 0,
    meetingId: MEETING,
    secret: SECRET,
    clock: { now: () => now, speed: 1 },
    lesson: async () => lesson,
    phases: () => ({}),
    healthy: () => healthy,
  });
});
afterEach(() => {
  for (const { socket } of clients) socket.terminate();
  host.stop('over');
});

/** A token as `join` makes it. */
const token = (role: Role, { room = MEETING, secret = SECRET, end = END } = {}): Promise<string> =>
  new SignJWT({ ...roomClaims({ id: room, role, name: role, opened: OPENED, end }) })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));

/** A page of the room, without a browser. */
class Client {
  readonly socket: WebSocket;
  readonly #messages: ToPage[] = [];

  constructor(
    jwt: string,
    { page = 'page-of-tests', origin = `http://127.0.0.1:${host.port}`, path = '/signal' } = {},
  ) {
    this.socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}?page=${page}`, [SUBPROTOCOL, jwt], { origin });
    this.socket.on('message', (data: Buffer) => this.#messages.push(JSON.parse(data.toString()) as ToPage));
    clients.push(this);
  }

  async next<Type extends ToPage['type']>(type: Type): Promise<Extract<ToPage, { type: Type }>> {
    for (;;) {
      const found = this.#messages.shift();
      if (found?.type === type) return found as Extract<ToPage, { type: Type }>;
      if (!found) await Promise.race([once(this.socket, 'message'), once(this.socket, 'close')]);
      if (!found && this.socket.readyState === WebSocket.CLOSED && this.#messages.length === 0)
        throw new Error(`closed before a message "${type}"`);
    }
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The code of the close, or the HTTP status of a refused handshake. */
  async closed(): Promise<number> {
    return new Promise((resolve) => {
      this.socket.once('close', (code) => resolve(code));
      this.socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      this.socket.once('error', () => undefined);
    });
  }
}

async function enter(role: Role, page: string = `page-of-${role}`): Promise<Client> {
  const client = new Client(await token(role), { page });
  await client.next('welcome');
  return client;
}

const people = async (): Promise<unknown> =>
  ((await (await fetch(`http://127.0.0.1:${host.port}/health`)).json()) as { people: unknown }).people;

describe('the door of a room', () => {
  it('lets a person in with the token of the role, and shows the lesson', async () => {
    const client = new Client(await token('student'));
    expect(await client.next('welcome')).toMatchObject({ role: 'student', lesson, other: null, clock_speed: 1 });
  });

  it.each([
    ['signed with another secret', () => token('teacher', { secret: 'the secret of quite another meeting room' })],
    ['of another meeting', () => token('teacher', { room: 'z5f1s8g4u2e6o9lc' })],
    ['that has expired', () => token('teacher', { end: OPENED + 30_000 })],
    ['of nobody', () => token('janitor' as Role)],
    ['that is no token', async () => 'abc'],
  ])('refuses a token %s', async (_, jwt) => {
    expect(await new Client(await jwt()).closed()).toBe(CLOSE.refused);
    expect(await people()).toBeNull();
  });

  it('refuses a token before the room was opened', async () => {
    now = OPENED - 1_000;
    expect(await new Client(await token('teacher')).closed()).toBe(CLOSE.refused);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1'])('refuses pages of the origin %s', async (origin) => {
    expect(await new Client(await token('teacher'), { origin }).closed()).toBe(403);
  });

  it('refuses another path, a page without a valid id, and a host that boots', async () => {
    expect(await new Client(await token('teacher'), { path: '/other' }).closed()).toBe(404);
    expect(await new Client(await token('teacher'), { page: 'x' }).closed()).toBe(400);
    healthy = false;
    expect(await new Client(await token('teacher')).closed()).toBe(503);
  });
});

describe('two people in a room', () => {
  it('see each other come, change and leave', async () => {
    const teacher = await enter('teacher');
    const student = await enter('student');
    expect(await teacher.next('other')).toMatchObject({ other: { page: 'page-of-student' }, left: false });
    const media = { microphone: true, camera: false, screen: false };
    student.send({ type: 'media', media });
    expect(await teacher.next('other')).toMatchObject({ other: { media } });
    student.send({ type: 'leave' });
    expect(await teacher.next('other')).toMatchObject({ other: null, left: true });
    await enter('student');
    expect(await teacher.next('other')).toMatchObject({ other: { page: 'page-of-student' } });
    clients.at(-1)?.socket.terminate();
    expect(await teacher.next('other')).toMatchObject({ other: null, left: false });
  });

  it('are free after leaving on the join page: the room closes the socket of that person alone', async () => {
    const teacher = await enter('teacher');
    const student = await enter('student');
    const closed = student.closed();
    host.leave('student');
    expect(await closed).toBe(CLOSE.left);
    await teacher.next('other');
    expect(await teacher.next('other')).toMatchObject({ other: null, left: true });
    expect(await people()).toBe(1);
    // Nobody is connected any more.
    host.leave('student');
    expect(await enter('student')).toBeDefined();
  });

  it('negotiate only with the page that they address', async () => {
    const teacher = await enter('teacher');
    const student = await enter('student');
    const signal = { connection: 0, description: { type: 'offer', sdp: 'v=0' } };
    student.send({ type: 'signal', to: 'page-before-the-reload', signal });
    student.send({ type: 'signal', to: 'page-of-teacher', signal: { ...signal, connection: 1 } });
    expect(await teacher.next('signal')).toMatchObject({ from: 'page-of-student', signal: { connection: 1 } });
  });

  it('chat; a page that loads again gets the messages, and a repeated message appears once', async () => {
    const teacher = await enter('teacher');
    const student = await enter('student');
    teacher.send({ type: 'chat', id: 'message-1', text: ' page 31 ' });
    teacher.send({ type: 'chat', id: 'message-1', text: ' page 31 ' });
    teacher.send({ type: 'chat', id: 'message-2', text: 'ready?' });
    const message = { id: 'message-1', from: 'teacher', text: 'page 31', at: '2026-12-01T15:01:00.000Z' };
    expect(await student.next('chat')).toMatchObject({ message });
    expect(await student.next('chat')).toMatchObject({ message: { id: 'message-2' } });
    const again = new Client(await token('student'), { page: 'page-after-reload' });
    expect(await again.next('welcome')).toMatchObject({ chat: [message, { id: 'message-2' }] });
  });

  it('a second tab of a role replaces the first, which cannot speak any more', async () => {
    const teacher = await enter('teacher');
    const first = await enter('student', 'page-one-of-student');
    const closed = first.closed();
    await enter('student', 'page-two-of-student');
    expect(await closed).toBe(CLOSE.replaced);
    await teacher.next('other');
    expect(await teacher.next('other')).toMatchObject({ other: { page: 'page-two-of-student' } });
    expect(await people()).toBe(2);
  });
});

describe('the count of people', () => {
  it('is unknown before the first person, and then true to the sockets', async () => {
    expect(await people()).toBeNull();
    const teacher = await enter('teacher');
    const student = await enter('student');
    expect(await people()).toBe(2);
    student.socket.terminate();
    await teacher.next('other');
    await teacher.next('other');
    expect(await people()).toBe(1);
  });
});

describe('a page that breaks the rules', () => {
  it.each([
    ['no JSON', 'hello'],
    ['an unknown type', { type: 'shout' }],
    ['an unknown field', { type: 'leave', now: true }],
    ['an empty message', { type: 'chat', id: 'message-1', text: '  ' }],
    ['a long chat message', { type: 'chat', id: 'message-1', text: 'a'.repeat(2_001) }],
  ])('is closed for %s', async (_, message) => {
    const client = await enter('teacher');
    const closed = client.closed();
    client.send(message);
    expect(await closed).toBe(CLOSE.misuse);
  });

  it('is closed for a message that is too large, and for binary data', async () => {
    const large = await enter('teacher');
    const closed = large.closed();
    large.send('x'.repeat(MAX_MESSAGE_BYTES + 1));
    expect(await closed).toBe(1009);
    const binary = await enter('student');
    const alsoClosed = binary.closed();
    binary.socket.send(Buffer.from('{"type":"leave"}'));
    expect(await alsoClosed).toBe(CLOSE.misuse);
  });

  it('is closed for too many messages', async () => {
    const client = await enter('teacher');
    const closed = client.closed();
    for (let sent = 0; sent < 400; sent++) client.send({ type: 'ping' });
    expect(await closed).toBe(CLOSE.misuse);
  });
});

describe('the end of the host', () => {
  it.each([
    ['over', CLOSE.over],
    ['away', 1001],
  ] as const)('%s: closes every socket with %i', async (reason, code) => {
    const both = [await enter('teacher'), await enter('student')];
    const closed = both.map((client) => client.closed());
    host.stop(reason);
    expect(await Promise.all(closed)).toEqual([code, code]);
  });
});
