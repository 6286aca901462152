import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { MeetingEvent } from '../../steps/api/http/webhook-schemas.ts';
import { listen } from './listen.ts';

export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly event: MeetingEvent;
}

/** A system that receives events: a real HTTP server. It checks signatures by the text of the specification, with no library. */
export class Receiver {
  readonly received: Received[] = [];
  /** The status of the next answers; 204 when there are none left. */
  readonly answers: number[] = [];
  readonly #server: Server;
  #url = '';

  constructor() {
    this.#server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        const id = String(request.headers['webhook-id']);
        this.received.push({ id, headers: request.headers, text, event: JSON.parse(text) as MeetingEvent });
        const status = this.answers.shift() ?? 204;
        response.writeHead(status, status >= 300 && status < 400 ? { Location: this.#url } : {}).end();
      });
    });
  }

  get url(): string {
    return this.#url;
  }

  /** The events in the order of their sequence numbers, without repetitions. */
  get types(): string[] {
    const events = new Map(this.received.map(({ id, event }) => [id, event]));
    return [...events.values()].toSorted((a, b) => a.sequence - b.sequence).map(({ type }) => type);
  }

  async start(): Promise<this> {
    this.#url = `http://127.0.0.1:${await listen(this.#server)}/hooks`;
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Whether one of the signatures is that of the secret, and the timestamp is at most five minutes off. */
export function isSigned({ headers, text }: Pick<Received, 'headers' | 'text'>, secret: string): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
  return signatures!.split(' ').some((one) => {
    const given = Buffer.from(one.slice('v1,'.length), 'base64');
    return one.startsWith('v1,') && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
