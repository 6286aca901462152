import type { RawData, WebSocket } from 'ws';
import type { Role } from '../../steps/domain/links.ts';
import { isoMillis } from '../../steps/domain/instants.ts';
import type { Clock } from '../../steps/ports.ts';
import { type FromPage, readMessage } from './messages.ts';
import { type ChatMessage, CLOSE, type Lesson, type Media, type ToPage } from './protocol.ts';
import { RateLimit } from './rate-limit.ts';

/** The room keeps the latest messages of the chat for people who load their page again. */
const CHAT_KEPT = 200;
/** Bytes that wait for a slow page; then its socket is closed, and the page connects again. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A socket that answers no ping for two of these periods is gone. Milliseconds of real time. */
const PING_EVERY = 10_000;

interface Connection {
  readonly role: Role;
  readonly page: string;
  readonly socket: WebSocket;
  media: Media;
  alive: boolean;
}

/** The people in one room: relays their negotiation and their chat, and counts them. Audio and video do not pass it. */
export class Room {
  readonly #clock: Clock;
  readonly #people = new Map<Role, Connection>();
  readonly #chat: ChatMessage[] = [];
  readonly #pings: NodeJS.Timeout;
  #entered = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#pings = setInterval(() => this.#ping(), PING_EVERY).unref();
  }

  /**
   * People whose page is connected. `null` before the first person entered this process: the room cannot tell an empty
   * room from people whose pages still load or connect again.
   */
  get people(): number | null {
    return this.#entered ? this.#people.size : null;
  }

  /** Replaces the connection of the same role. */
  enter(role: Role, page: string, lesson: Lesson, socket: WebSocket): void {
    const before = this.#people.get(role);
    const connection: Connection = {
      role,
      page,
      socket,
      media: before?.page === page ? before.media : { microphone: false, camera: false, screen: false },
      alive: true,
    };
    this.#people.set(role, connection);
    this.#entered = true;
    // A page that connects again replaces its own lost socket.
    before?.socket.close(before.page === page ? 1001 : CLOSE.replaced);

    const limit = new RateLimit();
    socket.on('message', (data, isBinary) => {
      const message = isBinary || !limit.allows() ? undefined : readMessage(textOf(data));
      if (message) this.#receive(connection, message);
      else socket.close(CLOSE.misuse);
    });
    socket.on('pong', () => (connection.alive = true));
    // `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#drop(connection, false));

    const { now, speed } = { now: isoMillis(this.#clock.now()), speed: this.#clock.speed };
    const other = this.#visitor(otherOf(role));
    send(connection, { type: 'welcome', role, lesson, other, chat: this.#chat, now, clock_speed: speed });
    this.#announce(role, false);
  }

  /** The person left on the join page: the page of the room turns its devices off. */
  leave(role: Role): void {
    const connection = this.#people.get(role);
    if (!connection) return;
    this.#drop(connection, true);
    connection.socket.close(CLOSE.left);
  }

  /** Closes every socket. */
  close(code: number): void {
    clearInterval(this.#pings);
    for (const { socket } of this.#people.values()) {
      socket.close(code);
      // A page that does not answer the close must not keep the server open.
      setTimeout(() => socket.terminate(), 1_000).unref();
    }
    this.#people.clear();
  }

  #receive(connection: Connection, message: FromPage): void {
    // A replaced connection may still have messages in flight.
    if (this.#people.get(connection.role) !== connection) return;
    const other = this.#people.get(otherOf(connection.role));
    switch (message.type) {
      case 'signal':
        if (other?.page === message.to) send(other, { type: 'signal', from: connection.page, signal: message.signal });
        return;
      case 'media':
        connection.media = message.media;
        return this.#announce(connection.role, false);
      case 'chat':
        return this.#say({
          id: message.id,
          from: connection.role,
          text: message.text,
          at: isoMillis(this.#clock.now()),
        });
      case 'leave':
        this.#drop(connection, true);
        return connection.socket.close(1000);
      case 'ping':
        return send(connection, { type: 'pong' });
    }
  }

  /** Sends to both: the sender's page shows its message when it comes back. */
  #say(message: ChatMessage): void {
    // A page repeats a message after its socket was lost.
    if (this.#chat.some(({ id }) => id === message.id)) return;
    this.#chat.push(message);
    if (this.#chat.length > CHAT_KEPT) this.#chat.shift();
    for (const person of this.#people.values()) send(person, { type: 'chat', message });
  }

  #drop(connection: Connection, left: boolean): void {
    if (this.#people.get(connection.role) !== connection) return;
    this.#people.delete(connection.role);
    this.#announce(connection.role, left);
  }

  /** Tells the other person about this role. */
  #announce(role: Role, left: boolean): void {
    const listener = this.#people.get(otherOf(role));
    if (listener) send(listener, { type: 'other', other: this.#visitor(role), left });
  }

  #visitor(role: Role): { page: string; media: Media } | null {
    const person = this.#people.get(role);
    return person ? { page: person.page, media: person.media } : null;
  }

  #ping(): void {
    for (const person of this.#people.values()) {
      if (!person.alive) person.socket.terminate();
      person.alive = false;
      person.socket.ping();
    }
  }
}

const otherOf = (role: Role): Role => (role === 'teacher' ? 'student' : 'teacher');

function send({ socket }: Connection, message: ToPage): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
  else socket.send(JSON.stringify(message));
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString();
