import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/**
 * What the emulator's instances lack: something that runs on them. Each gets a server of its own on the loopback,
 * which answers for the machine's health and shows a page.
 */
export class Machines {
  readonly #servers = new Map<string, Promise<{ server: Server; address: string }>>();
  /** Meetings whose machines never get healthy. */
  readonly sick = new Set<string>();

  /** `127.0.0.1:40123`, in place of a public name. */
  async addressOf(instanceId: string, meetingId: string): Promise<string> {
    let booted = this.#servers.get(instanceId);
    if (!booted) {
      booted = this.#boot(meetingId);
      this.#servers.set(instanceId, booted);
    }
    return (await booted).address;
  }

  async #boot(meetingId: string): Promise<{ server: Server; address: string }> {
    const server = createServer((_request, response) => {
      response.statusCode = this.sick.has(meetingId) ? 503 : 200;
      response.end('a machine');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    return { server, address: `127.0.0.1:${bound.port}` };
  }

  async stop(): Promise<void> {
    for (const booted of this.#servers.values()) {
      const { server } = await booted;
      server.closeAllConnections();
      server.close();
    }
  }
}
