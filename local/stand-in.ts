import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandIn {
  readonly port: number;
  stop(): void;
}

interface Options {
  readonly meetingId: string;
  /** 0 for any. */
  readonly port: number;
  healthy(): boolean;
}

/** A server in place of a machine: `/health` once it has booted, and a page in place of a room. Loopback only. */
export async function startStandIn({ meetingId, port, healthy }: Options): Promise<StandIn> {
  const server = createServer((request, response) => {
    const ready = healthy();
    if (request.url === '/health') {
      response.writeHead(ready ? 200 : 503, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ status: ready ? 'ok' : 'booting' }));
    } else if (ready) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Referrer-Policy': 'no-referrer' });
      response.end(page(meetingId));
    } else {
      response.writeHead(503, { 'Content-Type': 'text/plain' });
      response.end('The machine is booting.');
    }
  });
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

const page = (meetingId: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Room ${meetingId}</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 36rem; margin: 15vh auto; padding: 0 1rem">
<h1>Room ${meetingId}</h1>
<p>This is where the video room would be. The machine behind it is a stand-in on this computer.</p>
</body>
</html>
`;
