import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { MemoryAddresses } from '../support/memory/addresses.ts';
import { MemoryClock } from '../support/memory/clock.ts';
import { MemoryHealth } from '../support/memory/health.ts';
import { MemoryHosts } from '../support/memory/hosts.ts';
import { HttpHealth } from '../../steps/aws/http-health.ts';
import type { Address } from '../../steps/domain/meeting.ts';
import { ID, t } from '../support/meeting.ts';
import { healthContract } from './health.ts';

const at = (url: string): Address => ({ name: new URL(url).hostname, url });

/** Starts a server on a free local port. */
async function serving(status: number): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.writeHead(status).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

const end = async ({ server }: { server: Server }): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
};

healthContract('HttpHealth', async () => {
  const [up, booting, gone] = await Promise.all([serving(200), serving(503), serving(200)]);
  await end(gone);
  return {
    health: new HttpHealth({ path: '/health' }),
    healthy: at(up.url),
    booting: at(booting.url),
    unreachable: at(gone.url),
    close: async () => {
      await Promise.all([end(up), end(booting)]);
    },
  };
});

healthContract('MemoryHealth', async () => {
  const clock = new MemoryClock(t(-10));
  const hosts = new MemoryHosts(clock);
  const addresses = new MemoryAddresses();
  const { candidates, parameters } = hosts.plan();
  const own = {
    meetingId: ID,
    revision: 1,
    role: 'room',
    hardEnd: t(120),
    candidate: candidates[0]!,
    parameters,
  } as const;
  const old = await hosts.launch({ ...own, attempt: 1, clientToken: '1' });
  clock.advance(60_000);
  const young = await hosts.launch({ ...own, attempt: 2, clientToken: '2' });
  clock.advance(30_000);
  const addressOf = async (id: string): Promise<Address> => (await addresses.publish(ID, (await hosts.find(id))!))!;
  return {
    health: new MemoryHealth(hosts, clock, () => 60_000),
    healthy: await addressOf(old.instanceId),
    booting: await addressOf(young.instanceId),
    unreachable: at('https://nobody.example'),
  };
});
