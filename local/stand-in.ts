import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pages } from './pages.ts';

export interface StandIn {
  readonly port: number;
  stop(): void;
}

/** Who is in the room, for its page. */
export type People = () => Promise<unknown>;

interface Options {
  readonly pages: Pages;
  readonly people: People;
  /** 0 for any. */
  readonly port: number;
  healthy(): boolean;
}

/** A server in place of a machine: `/health` once it has booted, and a page in place of a room that shows who is in it. Loopback only. */
export async function startStandIn({ pages, people, port, healthy }: Options): Promise<StandIn> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async ({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (url === '/health') return json(response, healthy() ? 200 : 503, { status: healthy() ? 'ok' : 'booting' });
    if (!healthy()) return json(response, 503, { status: 'booting' });
    if (url === '/people') return json(response, 200, await people());
    const page = pages(url === '/' ? '/room.html' : url, undefined);
    if (!page) return json(response, url === '/' ? 200 : 404, { status: 'the pages are not built: npm run build:web' });
    response.writeHead(200, page.headers).end(page.body);
  };
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
