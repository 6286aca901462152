import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { type Certificate, certificateFor } from '../../local/network/certificate.ts';
import { Network } from '../../local/network/network.ts';
import { postTrusting } from '../../local/network/post.ts';
import { MemoryMeetings } from '../../simulation/world/memory/meetings.ts';
import { World } from '../../simulation/world/world.ts';
import { presence } from '../../steps/api/presence.ts';
import { HttpPresenceRoute } from '../../steps/aws/http-presence-route.ts';
import { linkKey } from '../../steps/domain/links.ts';
import { PROBE } from '../../steps/listening/mark.ts';
import { listen } from '../support/listen.ts';
import { MemoryClock } from '../support/memory/clock.ts';
import { fixedSecrets, silentLog } from '../support/memory/fixed.ts';
import { t } from '../support/meeting.ts';
import { newFolder } from '../support/runtime.ts';
import { port } from '../support/strict-ports.ts';
import { presenceRouteContract, type PresenceRouteUnderTest } from './presence-route.ts';

const SECRET = 's'.repeat(48);
const keyOf = (secret: string): string => linkKey(secret, PROBE, 'probe');

const overHttp = async (certificate?: Certificate): Promise<PresenceRouteUnderTest> => {
  let status: number | undefined;
  const meetings = new MemoryMeetings();
  const route = presence({
    meetings,
    secrets: fixedSecrets(SECRET),
    workflow: port('workflow'),
    clock: new MemoryClock(t(0)),
    log: silentLog,
    origins: [],
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, , id = ''] = /^\/v1\/(meetings)\/(\w+)\/presence$/.exec(request.url ?? '') ?? [];
    let body = '';
    for await (const part of request) body += String(part);
    if (status !== undefined) return void response.writeHead(status, { location: '/elsewhere' }).end('{}');
    const headers = request.headers as Record<string, string>;
    const answer = await route({ method: 'POST', params: { id }, query: {}, headers, body, baseUrl: '' });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const network = new Network('127.0.0.1', certificate);
  const server = network.createServer((request, response) => void respond(request, response));
  const url = `${network.url(await listen(server))}/v1/`;
  return {
    presenceRoute: new HttpPresenceRoute(() => url, certificate && postTrusting(certificate.certificate)),
    key: keyOf(SECRET),
    noted: async () => ((await meetings.getMark('listening')) === undefined ? 0 : 1),
    refuse: (given) => (status = given),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

presenceRouteContract('HttpPresenceRoute', () => overHttp());
presenceRouteContract('HttpPresenceRoute, with a certificate of its own', async () =>
  overHttp(await certificateFor(newFolder(), '127.0.0.1', Date.now())),
);

presenceRouteContract('World', async () => {
  let status: number | undefined;
  const { ports } = new World({ start: t(0), refused: () => status });
  return {
    presenceRoute: ports.presenceRoute,
    key: keyOf(await ports.secrets.linkSecret(undefined)),
    noted: async () => ((await ports.meetings.getMark('listening')) === undefined ? 0 : 1),
    refuse: (given) => (status = given),
  };
});

describe('HttpPresenceRoute', () => {
  it('returns false when nothing listens at the address', async () => {
    const server = createServer();
    const url = `http://127.0.0.1:${await listen(server)}`;
    server.close();
    await once(server, 'close');
    expect(await new HttpPresenceRoute(() => url).probe('key')).toBe(false);
  });
});
