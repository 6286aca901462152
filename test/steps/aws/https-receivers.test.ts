import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpsReceivers, type ReceiverOptions } from '../../../steps/aws/https-receivers.ts';
import { isSigned, Receiver } from '../../support/receiver.ts';
import { listen } from '../../support/listen.ts';

const SECRETS = ['whsec_b25lLW9uZS1vbmUtb25lLW9uZQ==', 'whsec_dHdvLXR3by10d28tdHdvLXR3bw=='] as const;
const request = (url: string) => ({ url, secrets: SECRETS, eventId: 'event-1', body: '{"type":"webhook.test"}' });

/** Answers each look-up with the next of these addresses; the last one for ever. */
const looksUp = (...answers: string[][]): { lookup: LookupFunction; names: string[] } => {
  const names: string[] = [];
  const lookup = ((name: string, _options: unknown, done: (error: null, found: unknown) => void) => {
    const found = answers[Math.min(names.length, answers.length - 1)]!;
    names.push(name);
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as LookupFunction;
  return { lookup, names };
};

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function aReceiver(): Promise<Receiver> {
  const receiver = await new Receiver().start();
  closing.push(() => receiver.stop());
  return receiver;
}

async function aServer(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  closing.push(() => server.close());
  return `http://127.0.0.1:${await listen(server)}/`;
}

const local = (options: ReceiverOptions = {}) => new HttpsReceivers({ loopback: true, ...options });
const NOT_PUBLIC = { accepted: false, error: 'the address is not public' };

describe('a receiver', () => {
  it('gets the event with one signature for each secret', async () => {
    const receiver = await aReceiver();
    expect(await local().send(request(receiver.url))).toMatchObject({ accepted: true, status: 204 });
    const [received] = receiver.received;
    for (const secret of SECRETS) expect(isSigned(received!, secret)).toBe(true);
    expect(isSigned(received!, `whsec_${Buffer.from('another').toString('base64')}`)).toBe(false);
    expect(isSigned({ ...received!, text: `${received!.text} ` }, SECRETS[0])).toBe(false);
    expect(received!.headers).toMatchObject({ 'webhook-id': 'event-1', 'content-type': 'application/json' });
  });

  it('that redirects is not followed, and has not accepted', async () => {
    const receiver = await aReceiver();
    receiver.answers.push(307);
    expect(await local().send(request(receiver.url))).toMatchObject({ accepted: false, status: 307 });
    expect(receiver.received).toHaveLength(1);
  });

  it('that answers slowly for ever is given up', async () => {
    const url = await aServer(
      createTcpServer((socket) => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.on('error', () => undefined).on('close', () => clearInterval(timer));
      }),
    );
    expect(await local({ timeoutMs: 150 }).send(request(url))).toMatchObject({
      accepted: false,
      error: expect.stringMatching(/in time|HPE_/),
    });
    const silent = await aServer(createTcpServer((socket) => socket.on('error', () => undefined).resume()));
    expect(await local({ timeoutMs: 100 }).send(request(silent))).toMatchObject({ error: 'no answer in time' });
  });

  it('that sends an endless body has answered', async () => {
    const url = await aServer(
      createHttpServer((_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
        response.on('close', () => clearInterval(timer));
      }),
    );
    expect(await local({ timeoutMs: 1_000 }).send(request(url))).toMatchObject({ accepted: true, status: 200 });
  });

  it('whose headers are too long has not accepted', async () => {
    const url = await aServer(
      createHttpServer((_request, response) => response.writeHead(200, { X: 'x'.repeat(100_000) }).end()),
    );
    expect(await local().send(request(url))).toMatchObject({ accepted: false, error: expect.any(String) });
  });

  it('that is not there has not accepted', async () => {
    const server = createTcpServer();
    const url = await aServer(server);
    server.close();
    expect(await local().send(request(url))).toMatchObject({ accepted: false, error: 'the connection was refused' });
  });

  it('never gets a request when its name has an address that is not public', async () => {
    const receiver = await aReceiver();
    const { port } = new URL(receiver.url);
    for (const addresses of [
      ['169.254.169.254'],
      ['10.0.0.1'],
      ['93.184.215.14', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
      [],
    ]) {
      const { lookup, names } = looksUp(addresses);
      const answer = await new HttpsReceivers({ lookup }).send(request(`https://crm.example:${port}/`));
      expect(answer).toMatchObject(NOT_PUBLIC);
      expect(names).toEqual(['crm.example']);
    }
    expect(receiver.received).toEqual([]);
  });

  it('is connected to at the address that was checked: a second look-up cannot change it', async () => {
    const receiver = await aReceiver();
    const { port } = new URL(receiver.url);
    // Only the first of them is allowed here.
    const { lookup, names } = looksUp(['127.0.0.1'], ['169.254.169.254']);
    expect(await local({ lookup }).send(request(`http://crm.localhost:${port}/`))).toMatchObject({ accepted: true });
    expect(names).toEqual(['crm.localhost']);
    expect(await local({ lookup }).send(request(`http://crm.localhost:${port}/`))).toMatchObject(NOT_PUBLIC);
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254/',
    'https://0x7f.1/',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:db8::1]/',
    'http://example.org/',
  ])('never gets a request at %s', async (url) => {
    const receivers = new HttpsReceivers();
    expect(receivers.fault(url)).toEqual(expect.any(String));
    expect(await receivers.send(request(url))).toMatchObject({ ...NOT_PUBLIC, duration_ms: expect.any(Number) });
  });

  it.each(['https://example.org/hooks?team=a', 'https://93.184.215.14/', 'https://[2606:2800:21f:cb07::1]:8443/'])(
    'can have the address %s',
    (url) => expect(new HttpsReceivers().fault(url)).toBeUndefined(),
  );
});
