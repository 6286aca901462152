import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../infra/config.ts';
import { imageInputs } from '../../infra/image-inputs.ts';

const JITSI = { domain: 'meet.example.org', hostedZoneId: 'Z0123456789' };
const inputs = (context: Record<string, string> = {}) => imageInputs(readConfig({ ...JITSI, ...context }));
const digests = (last: string): string =>
  JSON.stringify({
    ...Object.fromEntries(['web', 'prosody', 'jicofo'].map((part) => [part, `sha256:${'0'.repeat(64)}`])),
    jvb: `sha256:${last.repeat(64)}`,
  });

describe('the hash of what an image is made from', () => {
  it('is the same for the same deployment', () => {
    expect(inputs()).toMatch(/^[0-9a-f]{16}$/);
    expect(inputs()).toBe(inputs());
  });

  it('is another one after each change of what is installed', () => {
    const changes: Record<string, string>[] = [
      {},
      { jitsiVersion: 'stable-2' },
      { jitsiImages: 'registry.example/jitsi' },
      { jitsiDigests: 'none' },
      { jitsiDigests: digests('1') },
      { jitsiDigests: digests('2') },
      { ubuntuSnapshot: '20261101T000000Z' },
      { ubuntuSnapshot: '20261102T000000Z' },
      { volumeGiB: '30' },
      { rootDeviceName: '/dev/xvda' },
    ];
    expect(new Set(changes.map(inputs)).size).toBe(changes.length);
  });

  it('stays when only what each host writes at its boot changes', () => {
    for (const change of [{ domain: 'rooms.example.org' }, { timetable: '{"presenceEvery":20}' }, { maxInFlight: '5' }])
      expect(inputs(change as Record<string, string>)).toBe(inputs());
  });

  it('is none without builds', () => {
    expect(inputs({ image: 'stock' })).toBeUndefined();
    expect(imageInputs(readConfig({}))).toBeUndefined();
  });
});
