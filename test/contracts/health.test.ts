import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { HEALTHY_HOST } from '../../simulation/world/model/ec2.ts';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { HttpHealth } from '../../steps/aws/http-health.ts';
import type { Address } from '../../steps/domain/meeting.ts';
import { RoomHealth } from '../../local/room/health.ts';
import { listen } from '../support/listen.ts';
import { aLaunch, ec2Model } from '../support/ec2-model.ts';
import { ID, t } from '../support/meeting.ts';
import { healthContract } from './health.ts';

const at = (url: string): Address => ({ name: new URL(url).hostname, url });

/** Starts a server on a free local port. */
async function serving(status: number): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.writeHead(status).end('{}'));
  return { server, url: `http://127.0.0.1:${await listen(server)}` };
}

const end = async ({ server }: { server: Server }): Promise<void> => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
};

const httpHealth = (people: number | null) => async () => {
  const [up, booting, gone] = await Promise.all([serving(200), serving(503), serving(200)]);
  await end(gone);
  const http = new HttpHealth({ path: '/health' });
  return {
    health: people === null ? http : new RoomHealth(http, () => people),
    healthy: at(up.url),
    booting: at(booting.url),
    unreachable: at(gone.url),
    people,
    close: async () => {
      await Promise.all([end(up), end(booting)]);
    },
  };
};

healthContract('HttpHealth', httpHealth(null));
healthContract('RoomHealth', httpHealth(1));

const modelOfHosts = (people: number | null) => async () => {
  const timers = new VirtualTimers(t(-10));
  const ec2 = ec2Model(timers, people === null ? {} : { people: () => people });
  const { instanceId: old } = await ec2.launch(aLaunch(ec2));
  await timers.advanceBy(HEALTHY_HOST.healthyAfter - HEALTHY_HOST.pendingFor);
  const { instanceId: young } = await ec2.launch(aLaunch(ec2, { attempt: 2, clientToken: 'token-2' }));
  await timers.advanceBy(HEALTHY_HOST.pendingFor);
  const addressOf = async (id: string): Promise<Address> => (await ec2.publish(ID, (await ec2.find(id))!))!;
  return {
    health: ec2,
    healthy: await addressOf(old),
    booting: await addressOf(young),
    unreachable: at('https://nobody.example'),
    people,
  };
};

healthContract('Ec2Model', modelOfHosts(null));
healthContract('Ec2Model of hosts that count people', modelOfHosts(2));
