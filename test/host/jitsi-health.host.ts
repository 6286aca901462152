import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JitsiHealth } from '../../steps/aws/jitsi-health.ts';
import { healthPath } from '../../steps/domain/rooms.ts';
import { Authority } from './authority.ts';
import { fixedSecrets } from '../support/memory/fixed.ts';
import { ID } from '../support/meeting.ts';

const NAME = `${ID}.rooms.example`;
const SECRET = 's'.repeat(48);

describe('the people in the health document of a Jitsi host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jitsi-health-'));
  let server: Server;
  let health: JitsiHealth;
  let people: unknown;

  beforeAll(async () => {
    const authority = new Authority(folder);
    const { certificate: cert, private_key: key } = authority.issue(NAME, 2);
    server = createServer({ cert, key }, ({ url }, response) => {
      const found = url === healthPath(SECRET, ID);
      response.writeHead(found ? 200 : 404).end(JSON.stringify({ ready: true, parts: { chat: true }, people }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    health = new JitsiHealth({ secrets: fixedSecrets(SECRET), port, ca: authority.certificate });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each<[unknown, number | null]>([
    [0, 0],
    [2, 2],
    [null, null],
    [undefined, null],
    [-1, null],
    [1.5, null],
    ['2', null],
    [[2], null],
    [true, null],
  ])('%p is read as %p, and the host is healthy', async (given, read) => {
    people = given;
    const probe = await health.probe({ id: ID }, { name: NAME, ip: '127.0.0.1', url: `https://${NAME}/${ID}` });
    expect(probe).toEqual({ healthy: true, reachable: true, detail: 'ready', people: read });
  });
});
