import { createServer, type Server } from 'node:http';
import { listen } from '../support/listen.ts';

/** HTTP servers on the loopback interface, one for each instance: MiniStack's instances run no software. */
export class FakeHosts {
  readonly #servers = new Map<string, Promise<{ server: Server; address: string }>>();
  /** Ids of meetings whose hosts never get healthy. */
  readonly unhealthy = new Set<string>();

  /** Starts the server when needed, and returns its address, for example `127.0.0.1:40123`. */
  async addressOf(instanceId: string, meetingId: string): Promise<string> {
    let started = this.#servers.get(instanceId);
    if (!started) {
      started = this.#start(meetingId);
      this.#servers.set(instanceId, started);
    }
    return (await started).address;
  }

  async #start(meetingId: string): Promise<{ server: Server; address: string }> {
    const server = createServer((_request, response) => {
      response.statusCode = this.unhealthy.has(meetingId) ? 503 : 200;
      response.end('a host');
    });
    return { server, address: `127.0.0.1:${await listen(server)}` };
  }

  async stop(): Promise<void> {
    for (const started of this.#servers.values()) {
      const { server } = await started;
      server.closeAllConnections();
      server.close();
    }
  }
}
