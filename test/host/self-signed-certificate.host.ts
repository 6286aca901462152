import { expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpHealth } from '../../steps/aws/http-health.ts';
import { listen } from '../support/listen.ts';
import { ID } from '../support/meeting.ts';
import { Authority } from './authority.ts';

it("accepts a self-signed certificate of the operator's machine", async () => {
  const { certificate, private_key } = new Authority(mkdtempSync(join(tmpdir(), 'self-signed-'))).issue('desktop', 1);
  let status = 503;
  const server = createServer({ cert: certificate, key: private_key }, (request, response) => {
    response.writeHead(request.url === '/up' ? status : 404).end();
  });
  const address = { name: '127.0.0.1', url: `https://127.0.0.1:${await listen(server)}` };
  try {
    const health = new HttpHealth({ path: '/up' });
    expect(await health.probe({ id: ID }, address)).toMatchObject({ healthy: false });
    status = 200;
    expect(await health.probe({ id: ID }, address)).toEqual({
      healthy: true,
      reachable: true,
      detail: 'ready',
      people: null,
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
