import { afterEach, describe, expect, it } from '@jest/globals';
import { JitsiImageCheck } from '../../steps/aws/jitsi-image-check.ts';
import type { BuildHost } from '../../steps/image/ports.ts';
import { MemoryClock } from '../support/memory/clock.ts';
import { DOMAIN, Rig, until } from './rig.ts';

const BUILD = 'build00000000001';

describe('the check of a host from an image, with real nginx and Prosody', () => {
  let rig: Rig;
  const start = async (admits: Rig['admits']) => {
    rig = new Rig();
    rig.admits = admits;
    await rig.start({ build: BUILD });
    const check = new JitsiImageCheck({ domain: DOMAIN, clock: new MemoryClock(Date.now()), port: rig.ports.web });
    const host: BuildHost = {
      instanceId: 'i-1',
      build: BUILD,
      purpose: 'test',
      inputs: 'h1',
      state: 'running',
      launchedAt: 0,
      hardEnd: 0,
      publicIp: '127.0.0.1',
    };
    return { check: () => check.check(host), host, checker: check };
  };
  afterEach(() => rig.stop());

  it('is ready when the room admits who has a token, and nobody else', async () => {
    const { check } = await start({ secret: BUILD });
    await until(async () => (await rig.health()).status === 200);
    expect(await check()).toEqual({ ready: true, detail: 'ready' });
  });

  it('is not ready when the room admits everybody', async () => {
    const { check } = await start('everybody');
    await until(async () => (await rig.health()).status === 200);
    expect(await check()).toEqual({ ready: false, detail: 'the room accepts a token with another signature' });
  });

  it('is not ready when the room refuses a valid token', async () => {
    const { check } = await start({ secret: 'another' });
    await until(async () => (await rig.health()).status === 200);
    expect(await check()).toEqual({ ready: false, detail: 'the room refuses a valid token' });
  });

  it('names the part that is not ready', async () => {
    const { check } = await start({ secret: BUILD });
    rig.bridge = 500;
    await until(async () => (await rig.health()).status === 503);
    expect(await check()).toEqual({ ready: false, detail: 'the video bridge is starting' });
  });

  it('is not ready while nothing answers, or before the host has an address', async () => {
    const { check, checker, host } = await start({ secret: BUILD });
    await rig.stopProcess('nginx');
    expect(await check()).toMatchObject({
      ready: false,
      detail: expect.stringContaining('does not answer') as unknown,
    });
    const { publicIp: _ip, ...pending } = host;
    expect(await checker.check(pending)).toEqual({ ready: false, detail: 'the host has no address yet' });
  });
});
