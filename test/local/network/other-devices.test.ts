import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import { probePresence } from '../../../steps/listening/probe-presence.ts';
import { newFolder } from '../../support/runtime.ts';
import { until } from '../../support/until.ts';

const ADDRESS = '127.0.0.1';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** @param host the header `Host` */
const send = (runtime: Runtime, path: string, { host = '', method = 'GET', body = '' } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...(host !== '' && { Host: host }) };
    const ca = runtime.certificate?.certificate;
    const servername = 'localhost';
    const call = request(new URL(path, runtime.url), { method, ca, servername, agent: false, headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    call.once('error', reject).end(body);
  });

describe('a runtime for other devices', () => {
  const dataDir = newFolder();
  const start = (): Promise<Runtime> =>
    startRuntime({
      port: 0,
      host: ADDRESS,
      speed: 60,
      dataDir,
      bootTime: () => 0,
      origins: [],
      write: () => undefined,
    });
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await start();
  });
  afterAll(async () => {
    await runtime.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('serves the API over https, and refuses foreign names', async () => {
    expect(runtime.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await send(runtime, '/health')).status).toBe(200);
    expect((await send(runtime, '/health', { host: 'localhost' })).status).toBe(200);
    expect((await send(runtime, '/health', { host: 'evil.example' })).status).toBe(421);
    expect((await send(runtime, '/health', { host: '127.0.0.1.evil.example' })).status).toBe(421);
  });

  it('opens rooms over https, and knows that presence can be reported', async () => {
    const lesson = {
      teacher_name: 'Ada',
      student_name: 'Ben',
      meet_time: new Date(runtime.clock.now()).toISOString(),
      frontend_base_url: `${runtime.url}/join`,
    };
    const { body } = await send(runtime, '/schedule', { method: 'POST', body: JSON.stringify(lesson) });
    const { id } = JSON.parse(body) as { id: string };
    await probePresence(runtime.ports)();
    expect(await runtime.ports.meetings.getMark('listening')).toBeDefined();
    const roomUrl = async (): Promise<string | false> => {
      const row = await runtime.ports.meetings.find(id);
      return (row?.opened_at !== undefined && row.hosts.room?.address?.url) || false;
    };
    const url = await until('the room opens', 60, roomUrl);
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+/);
    expect((await send(runtime, url)).status).toBe(200);
    expect((await send(runtime, url, { host: 'evil.example' })).status).toBe(421);
  });

  it('ends a host of a start with another address: nobody reaches its room there', async () => {
    await runtime.stop();
    const folder = join(dataDir, 'hosts');
    const file = join(folder, readdirSync(folder)[0]!);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${ADDRESS}"`, '"192.168.1.5"'));
    runtime = await start();
    expect(await runtime.ports.hosts.running()).toEqual([]);
  });
});
