import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpHealth } from '../../../steps/aws/http-health.ts';
import type { ProbeResult } from '../../../steps/readiness/ports.ts';
import { listen } from '../../support/listen.ts';
import { ID } from '../../support/meeting.ts';

describe('a probe over HTTP', () => {
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    if (server?.listening) await once(server, 'close');
  });

  /** Probes a host that handles requests with this listener. */
  async function probe(listener: RequestListener, timeoutMs = 4_000, path = '/health'): Promise<ProbeResult> {
    server = createServer(listener);
    const url = `http://127.0.0.1:${await listen(server)}/`;
    return new HttpHealth({ path, timeoutMs }).probe({ id: ID }, { name: '127.0.0.1', url });
  }

  it('requests the path below the address', async () => {
    const requests: unknown[] = [];
    await probe((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.end();
    });
    expect(requests).toEqual(['GET /health']);
  });

  it('reports only status 200 as healthy', async () => {
    expect(await probe((_request, response) => response.writeHead(204).end())).toEqual({
      healthy: false,
      reachable: true,
      detail: 'the host is up, but not ready yet (204)',
      people: null,
    });
  });

  it.each([
    [200, '{"phases":{"boot":1,"healthy":"x"}}', { healthy: true, phases: { boot: 1, healthy: 'x' } }],
    [503, '{"phases":{"boot":1}}', { healthy: false, phases: { boot: 1 } }],
    ...['ok', '[]', 'null', '{"status":"ok"}', '{"phases":'].map((text) => [200, text, { healthy: true }] as const),
  ] as const)(
    'reads the phases of a response only if it is JSON with phases: %s %s',
    async (status, body, expected) => {
      const answered = await probe((_request, response) => response.writeHead(status).end(body));
      const { healthy, phases } = answered;
      expect({ healthy, ...(phases !== undefined && { phases }) }).toEqual(expected);
    },
  );

  it('is healthy although the connection breaks in the body', async () => {
    const broken = await probe((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{');
      setImmediate(() => response.destroy());
    });
    expect(broken).toMatchObject({ healthy: true });
  });

  it('does not follow redirects', async () => {
    const redirected = await probe((request, response) =>
      request.url === '/health' ? response.writeHead(302, { Location: '/other' }).end() : response.end(),
    );
    expect(redirected).toMatchObject({ healthy: false });
  });

  it('times out when the host does not respond', async () => {
    expect(await probe(() => {}, 30)).toEqual({
      healthy: false,
      reachable: false,
      detail: 'the host does not answer in time',
      people: null,
    });
  });

  it('does not wait for the end of the response', async () => {
    expect(await probe((_request, response) => response.writeHead(200).write('x'.repeat(100_000)))).toMatchObject({
      healthy: true,
    });
  });

  it('reports a response that is not HTTP as not healthy', async () => {
    expect(await probe((request) => request.socket.end('what?'))).toEqual({
      healthy: false,
      reachable: false,
      detail: 'the host does not answer yet',
      people: null,
    });
    const nonsense = await new HttpHealth({ path: '/' }).probe({ id: ID }, { name: '', url: 'no url' });
    expect(nonsense).toMatchObject({ healthy: false });
  });
});
