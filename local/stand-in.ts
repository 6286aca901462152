import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pages } from './pages.ts';

export interface StandIn {
  readonly port: number;
  stop(): void;
}

interface Options {
  readonly pages: Pages;
  /** Returns the people in the room, for its page. */
  readonly people: () => Promise<unknown>;
  /** 0 for any free port. */
  readonly port: number;
  healthy(): boolean;
}

/** Starts the HTTP server of a stand-in host on 127.0.0.1: `/health`, and a page that shows the people in the room. */
export async function startStandIn({ pages, people, port, healthy }: Options): Promise<StandIn> {
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  const respond = async ({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (url === '/health') return json(response, healthy() ? 200 : 503, { status: healthy() ? 'ok' : 'booting' });
    if (!healthy()) return json(response, 503, { status: 'booting' });
    if (url === '/people') return json(response, 200, await people());
    const page = pages(url === '/' ? '/room.html' : url, undefined);
    if (!page)
      return json(response, url === '/' ? 200 : 404, { status: 'the pages are not built: run npm run build:web' });
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
