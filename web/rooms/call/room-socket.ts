import type { FromPage } from '../../../local/room/messages.ts';
import { CLOSE, SIGNAL_PATH, SUBPROTOCOL, type ToPage } from '../../../local/room/protocol.ts';

/** Milliseconds. */
const PING_EVERY = 5_000;
const PONG_WITHIN = 4_000;
const FIRST_RETRY = 300;
const LONGEST_RETRY = 3_000;

/** Why the room let this page go; undefined for a connection that was lost. */
export type Dismissal = 'refused' | 'replaced' | 'over' | 'left';

interface Listener {
  message(message: ToPage): void;
  lost(): void;
  dismissed(why: Dismissal): void;
}

/** The WebSocket to the room. Connects again until the room dismisses the page, or `close` is called. */
export class RoomSocket {
  readonly #url: string;
  readonly #token: string;
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #pongDue: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #closed = false;

  /** @param page random id of this page load */
  constructor(page: string, token: string, listener: Listener) {
    const url = new URL(`${SIGNAL_PATH}?page=${page}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#url = url.href;
    this.#token = token;
    this.#listener = listener;
    this.#connect();
  }

  /** Returns false when the message was not sent, because there is no connection now. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#stopPings();
    this.#socket?.close(1000);
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, [SUBPROTOCOL, this.#token]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#pings = setInterval(() => this.#ping(), PING_EVERY);
    });
    socket.addEventListener('message', ({ data }) => {
      // The server has accepted the token.
      this.#attempts = 0;
      const message = JSON.parse(String(data)) as ToPage;
      if (message.type === 'pong') clearTimeout(this.#pongDue);
      else this.#listener.message(message);
    });
    socket.addEventListener('close', ({ code }) => this.#ended(socket, code));
  }

  #ended(socket: WebSocket, code: number): void {
    if (socket !== this.#socket || this.#closed) return;
    this.#stopPings();
    const why = (['refused', 'replaced', 'over', 'left'] as const).find((name) => CLOSE[name] === code);
    if (why) {
      this.#closed = true;
      return this.#listener.dismissed(why);
    }
    this.#listener.lost();
    const delay = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.#attempts++);
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  /** A connection can be dead without a close, such as after a change of the network. */
  #ping(): void {
    if (!this.send({ type: 'ping' })) return;
    clearTimeout(this.#pongDue);
    const socket = this.#socket;
    this.#pongDue = setTimeout(() => {
      if (!socket) return;
      socket.close();
      this.#ended(socket, 1006);
    }, PONG_WITHIN);
  }

  #stopPings(): void {
    clearInterval(this.#pings);
    clearTimeout(this.#pongDue);
  }
}
