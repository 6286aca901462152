import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Starts a server on a free port of the loopback interface. Returns the port. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Below are ports that browsers refuse, above those that the kernel gives to connections and to `listen`. */
const [LOWEST, HIGHEST] = [12_000, 32_000];

/** Finds free ports of the loopback interface that follow one another. Another process can take them before they are used. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = randomInt(LOWEST, HIGHEST - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
    const results = await Promise.allSettled(servers.map((server) => once(server, 'listening')));
    for (const server of servers) server.close();
    if (results.every(({ status }) => status === 'fulfilled')) return ports;
  }
}

export const freePort = async (): Promise<number> => (await freePorts(1))[0]!;
