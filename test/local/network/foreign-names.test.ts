import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LOOPBACK } from '../../../local/network/network.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { type StandIn, startStandIn } from '../../../local/stand-in.ts';
import { ID } from '../../support/meeting.ts';
import { newFolder } from '../../support/runtime.ts';

const statusOf = (port: number, path: string, host: string, method = 'GET'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, path, method, host: '127.0.0.1', headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject).end();
  });

// A page of another site can let its own name point to 127.0.0.1 (DNS rebinding).
describe('a request with the name of another site', () => {
  let runtime: Runtime;
  let port: number;
  let standIn: StandIn;

  beforeAll(async () => {
    const options = { port: 0, speed: 1, dataDir: newFolder(), bootTime: () => 20_000, origins: [] };
    runtime = await startRuntime({ ...options, write: () => undefined });
    port = Number(new URL(runtime.url).port);
    standIn = await startStandIn({
      pages: () => undefined,
      network: LOOPBACK,
      port: 0,
      meetingId: ID,
      clock: runtime.clock,
      secret: 'secret',
      lesson: async () => undefined,
      phases: () => ({}),
      healthy: () => true,
    });
  });
  afterAll(async () => {
    standIn.stop('over');
    await runtime.stop();
  });

  it.each([
    ['the API', '/health', 'GET'],
    ['a route of the organiser', '/meetings', 'GET'],
    ['a page', '/', 'GET'],
    ['a preflight', '/schedule', 'OPTIONS'],
    ['an unknown path', '/nothing', 'GET'],
  ])('is refused for %s', async (_what, path, method) => {
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect([host, await statusOf(port, path, host, method)]).toEqual([host, 421]);
  });

  it('is refused by a stand-in host', async () => {
    for (const path of ['/', '/health']) expect(await statusOf(standIn.port, path, 'evil.example')).toBe(421);
    expect(await statusOf(standIn.port, '/health', `127.0.0.1:${standIn.port}`)).toBe(200);
  });

  it('differs from one with a name of this computer', async () => {
    for (const host of ['127.0.0.1', `127.0.0.1:${port}`, `localhost:${port}`, 'LOCALHOST', `[::1]:${port}`])
      expect([host, await statusOf(port, '/health', host)]).toEqual([host, 200]);
  });
});
