import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../steps/ports.ts';
import { admit } from './admit.ts';
import { isPageId, MAX_MESSAGE_BYTES } from './messages.ts';
import { CLOSE, type Lesson, SIGNAL_PATH, SUBPROTOCOL } from './protocol.ts';
import { Room } from './room.ts';

export interface RoomOptions {
  readonly meetingId: string;
  readonly clock: Clock;
  /** Signs the tokens of this room. */
  readonly secret: string;
  /** Origins of the room's own page. */
  readonly origins: () => readonly string[];
  readonly lesson: () => Promise<Lesson | undefined>;
  /** A host that still boots admits nobody. */
  readonly healthy: () => boolean;
}

/** Serves the sockets of a room on the host's server. Only pages of the host's own origin with a valid token enter. */
export function serveRoom(server: Server, options: RoomOptions): Room {
  const room = new Room(options.clock);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://host');
    const page = url.searchParams.get('page') ?? '';
    const [protocol, token = ''] = (request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map((one) => one.trim());
    if (url.pathname !== SIGNAL_PATH) return refuse(stream, '404 Not Found');
    if (!options.origins().includes(request.headers.origin ?? '')) return refuse(stream, '403 Forbidden');
    if (protocol !== SUBPROTOCOL || !isPageId(page)) return refuse(stream, '400 Bad Request');
    if (!options.healthy()) return refuse(stream, '503 Service Unavailable');
    const role = await admit(token, { ...options, now: options.clock.now() });
    const lesson = role && (await options.lesson());
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // A page cannot read the status of a refused handshake, but it can read the code of a close.
      if (role && lesson) room.enter(role, page, lesson, socket);
      else socket.close(CLOSE.refused);
    });
  };
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    upgrade(request, stream, head).catch(() => refuse(stream, '500 Internal Server Error'));
  });
  return room;
}

const refuse = (stream: Duplex, status: string): void =>
  void stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
