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

/** With the adapter that the workflow uses. */
const probe = (id = ID): Promise<ProbeResult> =>
  new JitsiHealth({
    secrets: { linkSecret: async () => SECRET },
    port: rig.ports.web,
    ca: rig.authority.certificate,
  }).probe(id, { name: NAME, ip: '127.0.0.1', url: `https://${NAME}/${ID}` });

const notReady = (detail: string): ProbeResult => ({ healthy: false, reachable: true, detail });

describe('the health document', () => {
  it('is ready when all parts are ready', async () => {
    await rig.start();
    expect(await probe()).toEqual({ healthy: true, reachable: true, detail: 'ready' });
  });

  it('names the first part that is not ready', async () => {
    await rig.start();
    rig.focus = 500;
    expect(await probe()).toEqual(notReady('the conference is being set up'));
    rig.bridge = 500;
    expect(await probe()).toEqual(notReady('the video bridge is starting'));
    await rig.stopProcess('prosody');
    expect(await probe()).toEqual(notReady('the signalling of the room is starting'));
    rig.bridge = rig.focus = 200;
    rig.startProsody();
    await until(async () => (await probe()).healthy);
  });

  it('is available only at its secret path', async () => {
    await rig.start();
    expect(await probe('another000000000')).toEqual(notReady('the host is up, but not ready yet (404)'));
  });

  it('is not ready with a certificate for another name', async () => {
    await rig.start({ keys: rig.authority.issue('*.elsewhere.example', 2) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate of an untrusted authority', async () => {
    const other = new Rig();
    await rig.start({ keys: other.authority.issue(`*.${DOMAIN}`, 2) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is not ready with a certificate that expires before the hard end', async () => {
    await rig.start({ hardEnd: new Date(Date.now() + 4 * 86_400_000) });
    expect(await probe()).toEqual(notReady('the certificate of the room is not valid'));
  });

  it('is unavailable when nginx is down', async () => {
    await rig.start();
    await rig.stopProcess('nginx');
    expect(await probe()).toEqual(notReady('the host does not answer yet'));
  });
});

describe('a prepared host', () => {
  it('restricts access to files with secrets', async () => {
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

  it('sends its journal to CloudWatch', async () => {
    await rig.start();
    await until(() => rig.logs !== '');
    expect(rig.logs).toBe(`/this-one/hosts ${ID}/i-0123456789abcdef0 jvb: started\n`);
  });
});

describe('presence that the host reports', () => {
  it('is present while one or two people are in the room, and left once the room is empty', async () => {
    await rig.start();
    // The API ignores `left` before anyone has joined.
    expect(rig.reported.splice(0)).toEqual(['left']);
    const ada = await rig.join('ada');
    await until(() => rig.reported.length > 1);
    const ben = await rig.join('ben');
    rig.reported.length = 0;
    await until(() => rig.reported.length > 1);
    await ada.leave();
    rig.reported.length = 0;
    await until(() => rig.reported.length > 1);
    expect(new Set(rig.reported)).toEqual(new Set(['present']));
    await ben.leave();
    await until(() => rig.reported.at(-1) === 'left');
    expect(rig.reported.filter((event) => event === 'left')).toHaveLength(1);
  });

  it('does not count the focus or people in another room', async () => {
    await rig.start();
    await rig.join('focus');
    await rig.join('somebody', 'another000000000');
    rig.reported.length = 0;
    await until(async () => (await probe()).healthy);
    await until(async () => (await rig.join('ada')) !== undefined);
    await until(() => rig.reported.length > 0);
    expect(rig.reported[0]).toBe('present');
  });

  it('is not left when the count fails', async () => {
    await rig.start();
    await rig.join('ada');
    await until(() => rig.reported.includes('present'));
    await rig.stopProcess('prosody');
    rig.reported.length = 0;
    await until(async () => (await probe()).detail.includes('signalling'));
    await until(async () => (await probe()).detail.includes('signalling'));
    expect(rig.reported.filter((event) => event !== 'present')).toEqual([]);
  });

  it('is reported again after an error of the API', async () => {
    await rig.start();
    const ada = await rig.join('ada');
    await until(() => rig.reported.includes('present'));
    rig.apiStatus = 503;
    await ada.leave();
    await until(() => rig.reported.filter((event) => event === 'left').length > 1);
    rig.apiStatus = 204;
    rig.reported.length = 0;
    await until(() => rig.reported.length > 0);
    expect(rig.reported).toEqual(['left']);
  });
});
