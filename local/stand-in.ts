import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '../steps/domain/links.ts';
import type { Phases } from '../steps/domain/phases.ts';
import type { Network } from './network/network.ts';
import { encoded, type Pages } from './pages.ts';
import { CLOSE } from './room/protocol.ts';
import { type RoomOptions, serveRoom } from './room/sockets.ts';

export interface StandIn {
  readonly port: number;
  /** People whose page is connected; null when the room cannot tell. */
  people(): number | null;
  /** The person left on the join page. */
  leave(role: Role): void;
  /** `over`: the host has ended. `away`: the host comes back at the next start of the runtime. */
  stop(reason: 'over' | 'away'): void;
}

interface Options extends Omit<RoomOptions, 'origins'> {
  readonly pages: Pages;
  readonly network: Network;
  /** 0 for any free port. */
  readonly port: number;
  /** Epoch seconds at which each phase of the boot was over. */
  readonly phases: () => Phases;
}

/** Starts the server of a stand-in host: `/health`, the page of the room, and its sockets. */
export async function startStandIn({ pages, port, network, phases, ...room }: Options): Promise<StandIn> {
  const { healthy } = room;
  const server = network.createServer(({ url = '/', headers }, response) => {
    if (!network.isOwn(headers.host)) return json(response, 421, { status: 'the header Host names another site' });
    if (!healthy()) return json(response, 503, { status: 'booting', phases: phases() });
    if (url === '/health') return json(response, 200, { status: 'ok', people: people(), phases: phases() });
    const page = pages(url === '/' ? '/room.html' : url, undefined);
    if (!page)
      return json(response, url === '/' ? 200 : 404, { status: 'the pages are not built: run npm run build:web' });
    const { body, headers: fields } = encoded(page, headers['accept-encoding']);
    response.writeHead(200, fields).end(body);
  });
  await listen(server, port, network.address);
  const own = (server.address() as AddressInfo).port;
  const sockets = serveRoom(server, { ...room, origins: () => network.origins(own) });
  const people = (): number | null => sockets.people;
  return {
    port: own,
    people,
    leave: (role) => sockets.leave(role),
    stop: (reason) => {
      sockets.close(reason === 'over' ? CLOSE.over : 1001);
      server.close();
      server.closeAllConnections();
    },
  };
}

const listen = (server: Server, port: number, address: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
