import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { JitsiHealth } from '../../steps/aws/jitsi-health.ts';
import { roomSecrets } from '../../steps/domain/rooms.ts';
import type { ProbeResult } from '../../steps/readiness/ports.ts';
import { ID } from '../support/meeting.ts';
import { ADDRESSES } from './internet.ts';
import { DOMAIN, drip, json, malformed, NAME, Rig, SECRET, silence, until } from './rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.stop());

/** Without the phases, which depend on the time. */
const probe = async (id = ID): Promise<ProbeResult> => {
  const { phases: _phases, ...result } = await probeAll(id);
  return result;
};

/** With the adapter that the workflow uses. */
const probeAll = (id = ID): Promise<ProbeResult> =>
  new JitsiHealth({
    secrets: { linkSecret: async () => SECRET },
    port: rig.ports.web,
    ca: rig.authority.certificate,
  }).probe({ id }, { name: NAME, ip: '127.0.0.1', url: `https://${NAME}/${ID}` });

const notReady = (detail: string, people: number | null = null): ProbeResult => ({
  healthy: false,
  reachable: true,
  detail,
  people,
});
/** A certificate that is not valid does not prove that the meeting's host responded. */
const unreachable = (detail: string): ProbeResult => ({ healthy: false, reachable: false, detail, people: null });

describe('the health document', () => {
  it('is ready when all parts are ready', async () => {
    await rig.start();
    expect(await probe()).toEqual({ healthy: true, reachable: true, detail: 'ready', people: 0 });
  });

  it('has the phases of the boot, and the first time that all parts were ready', async () => {
    const at = Math.floor(Date.now() / 1000);
    const stamped = { boot: at - 60, network: at - 50, packages: at - 40 };
    for (const [phase, seconds] of Object.entries(stamped)) rig.stampPhase(phase, seconds);
    rig.focus = 500;
    await rig.start();
    expect((await probeAll()).phases).toEqual(stamped);
    rig.focus = 200;
    // Without a request.
    await until(() => rig.hasPhase('healthy'));
    rig.stampPhase('healthy', at - 10);
    expect((await probeAll()).phases).toEqual({ ...stamped, healthy: at - 10 });
  });

  it('is ready without stamps', async () => {
    await rig.start();
    expect(await probeAll()).toMatchObject({ healthy: true, phases: null });
  });

  it('names the first part that is not ready', async () => {
    await rig.start();
    rig.focus = 500;
    expect(await probe()).toEqual(notReady('the conference is being set up', 0));
    rig.bridge = 500;
    expect(await probe()).toEqual(notReady('the video bridge is starting', 0));
    await rig.stopProcess('prosody');
    expect(await probe()).toEqual(notReady('the signalling of the room is starting'));
    rig.bridge = rig.focus = 200;
    rig.startProsody();
    await until(async () => (await probe()).healthy);
  });

  it('is not ready before a bridge is registered with the focus', async () => {
    rig.bridges = 0;
    await rig.start();
    expect(await probe()).toEqual(notReady('the video bridge is starting', 0));
    rig.bridges = 1;
    expect(await probe()).toMatchObject({ healthy: true });
  });

  it('is not ready before bridge and focus have checked themselves', async () => {
    await rig.start({ firstCheck: 3_600 });
    expect(await probe()).toEqual(notReady('the video bridge is starting', 0));
  });

  it('is not ready for a while after bridge or focus has failed', async () => {
    const firstCheck = 1;
    await rig.start({ firstCheck });
    await until(async () => (await probe()).healthy);
    rig.focus = 503;
    expect(await probe()).toEqual(notReady('the conference is being set up', 0));
    const recovered = performance.now();
    rig.focus = 200;
    await until(async () => (await probe()).healthy);
    expect(performance.now() - recovered).toBeGreaterThan(firstCheck * 1_000);
  });

  it('is not ready while nobody can allocate a relay', async () => {
    await rig.start();
    await rig.stopProcess('turn');
    expect(await probe()).toEqual(notReady('the path for networks without UDP is starting', 0));
    rig.startTurn();
    await until(async () => (await probe()).healthy);
  });

  it('is not ready while the relay accepts no credentials of the room', async () => {
    await rig.start();
    await rig.stopProcess('turn');
    const config = rig.prepared('turnserver.conf').replace(/static-auth-secret=.*/, 'static-auth-secret=another');
    writeFileSync(join(rig.folder, 'state/turnserver.conf'), config);
    rig.startTurn();
    await rig.listening();
    expect(await probe()).toEqual(notReady('the path for networks without UDP is starting', 0));
  });

  it('is available only at its secret path', async () => {
    await rig.start();
    expect(await probe('another000000000')).toEqual(notReady('the host is up, but not ready yet (404)'));
  });

  it('is not ready with a certificate for another name', async () => {
    await rig.start({ keys: rig.authority.issue('*.elsewhere.example', 2) });
    expect(await probe()).toEqual(unreachable('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate of an untrusted authority', async () => {
    const other = new Rig();
    await rig.start({ keys: other.authority.issue(`*.${DOMAIN}`, 2) });
    expect(await probe()).toEqual(unreachable('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate that expires before the hard end', async () => {
    await rig.start({ hardEnd: new Date(Date.now() + 4 * 86_400_000) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid', 0));
  });

  it('is unavailable when nginx is down', async () => {
    await rig.start();
    await rig.stopProcess('nginx');
    expect(await probe()).toEqual(unreachable('the host does not answer yet'));
  });
});

describe('a prepared host', () => {
  it('restricts access to files with secrets', async () => {
    await rig.start();
    const env = rig.prepared('room.env');
    expect(env).toContain(`PUBLIC_URL=https://${NAME}\n`);
    expect(env).toContain(`PUBLIC_IP=${ADDRESSES.host}\n`);
    expect(env).toMatch(/JWT_APP_SECRET=[\w-]{43}\n/);
    const modeOf = (name: string): number => statSync(join(rig.folder, 'state', name)).mode & 0o777;
    expect(env).toMatch(new RegExp(`TURN_HOST=${NAME}\nTURN_SECRET=[\\w-]{43}\nTURN_TTL=10[78]\\d\\d\n`));
    expect(
      ['room.env', 'room.json', 'turnserver.conf', 'web/keys/cert.key', 'web/nginx-custom/agent.conf'].map(modeOf),
    ).toEqual([0o600, 0o600, 0o600, 0o400, 0o400]);
  });
});

describe('port 443 of the host', () => {
  const connect = async (ALPNProtocols: string[]): Promise<Buffer> => {
    const socket = tls.connect({
      port: rig.ports.web,
      host: '127.0.0.1',
      servername: NAME,
      ca: rig.authority.certificate,
      ALPNProtocols,
    });
    await once(socket, 'secureConnect');
    // A binding request of STUN, which is not HTTP.
    socket.write(Buffer.from('000100002112a442000000000000000000000000', 'hex'));
    const [response] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return response;
  };

  it('is the room for clients that offer HTTP, and TURN for all others', async () => {
    await rig.start();
    for (const offer of [['http/1.1'], ['h2', 'http/1.1']])
      expect((await connect(offer)).toString()).toMatch(/^HTTP\/1.1 400/);
    for (const offer of [[], ['stun.turn'], ['xh2', 'xhttp/1.1']])
      expect((await connect(offer)).readUInt16BE()).toBe(0x0101);
  });
});

describe('the number of people in the health document', () => {
  const people = async (): Promise<unknown> => (await rig.health()).body['people'];
  const room = (participants: unknown, room_name: unknown = `${ID}@muc.meet.jitsi`) => ({ room_name, participants });

  it('is 0 without a room, then one or two', async () => {
    await rig.start();
    await rig.join('somebody', 'another000000000');
    expect(await rig.health()).toEqual({
      status: 200,
      body: {
        ready: true,
        parts: {
          certificate: true,
          chat: true,
          bridge: true,
          focus: true,
          relay: true,
          page: true,
          websocket: true,
        },
        people: 0,
        phases: null,
      },
    });
    await rig.join('focus');
    expect(await people()).toBe(0);
    const ada = await rig.join('ada');
    expect(await people()).toBe(1);
    await rig.join('ben');
    expect(await people()).toBe(2);
    await ada.leave();
    expect(await people()).toBe(1);
  });

  it.each([
    ['a list without rooms', { room_census: [] }, 0],
    ['no rooms as some JSON encoders of Lua write them', { room_census: {} }, 0],
    ['a room that even the focus has left', { room_census: [room(-1)] }, 0],
    ['a room with people', { room_census: [room(7, 'x@muc.meet.jitsi'), room(2)] }, 2],
    ['no census', {}, null],
    ['null', { room_census: null }, null],
    ['text', { room_census: '' }, null],
    ['an object', { room_census: { room_name: ID, participants: 2 } }, null],
    ['a number as text', { room_census: [room('2')] }, null],
    ['a fraction', { room_census: [room(0.5)] }, null],
    ['true', { room_census: [room(true)] }, null],
    ['a room without a number', { room_census: [{ room_name: `${ID}@muc.meet.jitsi` }] }, null],
    ['a room without a name', { room_census: [room(1, null)] }, null],
    ['a number', 3, null],
  ])('follows the shape of the census: %s', async (_, census, expected) => {
    await rig.start();
    rig.census = json(census);
    const { body } = await rig.health();
    expect([body['people'], (body['parts'] as Record<string, boolean>)['chat']]).toEqual([expected, expected !== null]);
  });

  it('is null when the census is not JSON, an error, malformed or unreachable', async () => {
    await rig.start();
    for (const census of [
      json(undefined),
      (response) => response.end('{"room_census":['),
      (response) => response.writeHead(400).end('{"room_census":[]}'),
      malformed,
    ] satisfies (typeof rig.census)[]) {
      rig.census = census;
      expect(await people()).toBeNull();
    }
    rig.census = undefined;
    expect(await people()).toBe(0);
    await rig.stopProcess('prosody');
    expect(await people()).toBeNull();
  });

  it.each([
    ['is silent', silence],
    ['never finishes its response', drip],
  ])('is null within the time-out of the probe when the census %s', async (_, census) => {
    await rig.start();
    rig.census = census;
    const started = Date.now();
    expect(await probe()).toEqual(notReady('the signalling of the room is starting'));
    expect(await people()).toBeNull();
    expect(Date.now() - started).toBeLessThan(2 * 4_000);
  });

  it('does not pass a flood of requests on', async () => {
    await rig.start({ cache: 1 });
    await rig.join('ada');
    await until(async () => (await people()) === 1);
    const before = rig.counts;
    const started = Date.now();
    let requests = 0;
    while (requests < 300) {
      const results = await Promise.all(Array.from({ length: 20 }, people));
      expect(new Set(results)).toEqual(new Set([1]));
      requests += results.length;
    }
    const reports = (Date.now() - started) / 200;
    expect(rig.counts - before).toBeLessThan(reports + 10);
  });

  it('is a few seconds old at most', async () => {
    await rig.start({ cache: 1 });
    expect(await people()).toBe(0);
    await rig.join('ada');
    const joined = Date.now();
    await until(async () => (await people()) === 1);
    expect(Date.now() - joined).toBeLessThan(5_000);
  });
});

describe('presence that the host reports', () => {
  const reports = async (count: number): Promise<string[]> => {
    rig.reported.length = 0;
    await until(() => rig.reported.length > count);
    // A report that was under way belongs to the time before.
    return rig.reported.slice(1, count + 1);
  };

  it('is present while one or two people are in the room, and left in each period while it is empty', async () => {
    await rig.start();
    // The API ignores `left` before anyone has joined.
    expect(await reports(3)).toEqual(['left', 'left', 'left']);
    const ada = await rig.join('ada');
    expect(await reports(2)).toEqual(['present', 'present']);
    const ben = await rig.join('ben');
    expect(await reports(2)).toEqual(['present', 'present']);
    await ada.leave();
    expect(await reports(2)).toEqual(['present', 'present']);
    await ben.leave();
    expect(await reports(3)).toEqual(['left', 'left', 'left']);
    await rig.join('ada');
    expect(await reports(2)).toEqual(['present', 'present']);
  });

  it('does not count the focus or people in another room', async () => {
    await rig.start();
    await rig.join('focus');
    await rig.join('somebody', 'another000000000');
    expect(await reports(2)).toEqual(['left', 'left']);
    await until(async () => (await rig.join('ada')) !== undefined);
    expect(await reports(2)).toEqual(['present', 'present']);
  });

  it.each([
    ['is unreachable', (response) => response.destroy()],
    ['is malformed', malformed],
    ['has another shape', json({ room_census: null })],
    ['is silent', silence],
  ] satisfies [string, typeof rig.census][])('is not sent while the census %s', async (_, census) => {
    await rig.start();
    await rig.join('ada');
    await until(() => rig.reported.includes('present'));
    rig.census = census;
    const before = rig.counts;
    await until(() => rig.counts > before);
    rig.reported.length = 0;
    await until(() => rig.counts > before + 2);
    expect(rig.reported).toEqual([]);
    rig.census = undefined;
    await until(() => rig.reported.length > 0);
    expect(new Set(rig.reported)).toEqual(new Set(['present']));
  });

  it.each([
    ['an error', (response) => response.writeHead(503).end()],
    ['the end of the meeting', (response) => response.writeHead(410).end()],
    ['a closed connection', (response) => response.destroy()],
    ['a malformed response', malformed],
    [
      'half a response',
      (response) => {
        response.writeHead(200, { 'Content-Length': '9' }).write('half');
        setTimeout(() => response.destroy(), 50);
      },
    ],
    ['a response that never finishes', drip],
  ] satisfies [string, typeof rig.api][])('continues after %s', async (_, api) => {
    await rig.start();
    rig.api = api;
    await rig.join('ada');
    await until(() => rig.reported.includes('present'));
    expect(await reports(1)).toEqual(['present']);
    rig.api = undefined;
    expect(await reports(2)).toEqual(['present', 'present']);
  });

  it('is logged when it changes, without the key', async () => {
    await rig.start();
    await rig.join('ada');
    await until(() => rig.output.includes('present: 204'));
    rig.apiStatus = 503;
    await until(() => rig.output.includes('present: 503'));
    await reports(3);
    expect(rig.output.match(/present: 503/g)).toHaveLength(1);
    expect(rig.output).not.toContain(roomSecrets(SECRET, ID).host_key);
  });
});
