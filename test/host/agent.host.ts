import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { JitsiHealth } from '../../steps/aws/jitsi-health.ts';
import type { ProbeResult } from '../../steps/ports.ts';
import { DOMAIN, ID, NAME, Rig, SECRET, until } from './rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.stop());

/** As the workflow probes. */
const probe = (id = ID): Promise<ProbeResult> =>
  new JitsiHealth({
    secrets: { linkSecret: async () => SECRET },
    port: rig.ports.web,
    ca: rig.authority.certificate,
  }).probe(id, { name: NAME, ip: '127.0.0.1', url: `https://${NAME}/${ID}` });

const notReady = (detail: string): ProbeResult => ({ healthy: false, detail });

describe('a room', () => {
  it('is ready when all of its parts are', async () => {
    await rig.start();
    expect(await probe()).toEqual({ healthy: true, detail: 'ready' });
  });

  it('tells which part is not ready, the first one that people wait for', async () => {
    await rig.start();
    rig.focus = 500;
    expect(await probe()).toEqual(notReady('the conference is being set up'));
    rig.bridge = 500;
    expect(await probe()).toEqual(notReady('the video bridge is starting'));
    await rig.end('prosody');
    expect(await probe()).toEqual(notReady('the signalling of the room is starting'));
    rig.bridge = rig.focus = 200;
    rig.startProsody();
    await until(async () => (await probe()).healthy);
  });

  it('is asked only under its secret path', async () => {
    await rig.start();
    expect(await probe('another000000000')).toEqual(notReady('the host is up, but not ready yet (404)'));
  });

  it('is not ready with a certificate for another name', async () => {
    await rig.start({ keys: rig.authority.issue('*.elsewhere.example', 2) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate of somebody whom nobody trusts', async () => {
    const other = new Rig();
    await rig.start({ keys: other.authority.issue(`*.${DOMAIN}`, 2) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate that ends before the meeting may', async () => {
    await rig.start({ hardEnd: new Date(Date.now() + 4 * 86_400_000) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is not there when nobody answers', async () => {
    await rig.start();
    await rig.end('nginx');
    expect(await probe()).toEqual(notReady('the host does not answer yet'));
  });
});

describe('what a host is given', () => {
  it('goes to the containers, and what is secret to nobody else', async () => {
    await rig.start();
    const env = rig.prepared('room.env');
    expect(env).toContain(`PUBLIC_URL=https://${NAME}\n`);
    expect(env).toContain('PUBLIC_IP=192.0.2.1\n');
    expect(env).toMatch(/JWT_APP_SECRET=[\w-]{43}\n/);
    const modeOf = (name: string): number => statSync(join(rig.folder, 'state', name)).mode & 0o777;
    expect(['room.env', 'room.json', 'web/keys/cert.key', 'web/nginx-custom/agent.conf'].map(modeOf)).toEqual([
      0o600, 0o600, 0o400, 0o400,
    ]);
  });

  it('ships its journal', async () => {
    await rig.start();
    await until(() => rig.shipped !== '');
    expect(rig.shipped).toBe(`/this-one/hosts ${ID}/i-0123456789abcdef0 jvb: started\n`);
  });
});

describe('the host tells the API', () => {
  it('who is in the room: nobody, one, two, one, nobody', async () => {
    await rig.start();
    // Before anybody came this is heard of, and means nothing.
    expect(rig.told.splice(0)).toEqual(['left']);
    const ada = await rig.join('ada');
    await until(() => rig.told.length > 1);
    const ben = await rig.join('ben');
    rig.told.length = 0;
    await until(() => rig.told.length > 1);
    await ada.leave();
    rig.told.length = 0;
    await until(() => rig.told.length > 1);
    expect(new Set(rig.told)).toEqual(new Set(['present']));
    await ben.leave();
    await until(() => rig.told.at(-1) === 'left');
    expect(rig.told.filter((event) => event === 'left')).toHaveLength(1);
  });

  it('nothing of the focus, and nothing of another room', async () => {
    await rig.start();
    await rig.join('focus');
    await rig.join('somebody', 'another000000000');
    rig.told.length = 0;
    await until(async () => (await probe()).healthy);
    await until(async () => (await rig.join('ada')) !== undefined);
    await until(() => rig.told.length > 0);
    expect(rig.told[0]).toBe('present');
  });

  it('nothing while the room cannot be counted: that is not an empty room', async () => {
    await rig.start();
    await rig.join('ada');
    await until(() => rig.told.includes('present'));
    await rig.end('prosody');
    rig.told.length = 0;
    await until(async () => (await probe()).detail.includes('signalling'));
    await until(async () => (await probe()).detail.includes('signalling'));
    expect(rig.told.filter((event) => event !== 'present')).toEqual([]);
  });

  it('again what the API could not take', async () => {
    await rig.start();
    const ada = await rig.join('ada');
    await until(() => rig.told.includes('present'));
    rig.apiStatus = 503;
    await ada.leave();
    await until(() => rig.told.filter((event) => event === 'left').length > 1);
    rig.apiStatus = 204;
    rig.told.length = 0;
    await until(() => rig.told.length > 0);
    expect(rig.told).toEqual(['left']);
  });
});
