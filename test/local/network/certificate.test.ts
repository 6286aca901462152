import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { certificateFor } from '../../../local/network/certificate.ts';
import { DAY } from '../../../steps/domain/instants.ts';
import { newFolder } from '../../support/runtime.ts';

const NOW = Date.parse('2026-12-01T15:00:00Z');
const ADDRESS = '192.168.1.5';

describe('the certificate of the local runtime', () => {
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });

  it('is for the address and localhost, and valid for a year at most', async () => {
    const { certificate, private_key, fingerprint, file } = await certificateFor(folder, ADDRESS, NOW);
    const parsed = new X509Certificate(certificate);
    expect(parsed.subjectAltName).toBe('IP Address:192.168.1.5, DNS:localhost');
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(parsed.ca).toBe(false);
    expect(Date.parse(parsed.validFrom)).toBeLessThanOrEqual(NOW - DAY);
    expect(Date.parse(parsed.validTo) - Date.parse(parsed.validFrom)).toBe(365 * DAY);
    expect(private_key).toContain('BEGIN PRIVATE KEY');
    expect(fingerprint).toBe(parsed.fingerprint256);
    expect(readFileSync(file, 'utf8')).toBe(certificate);
  });

  it('is readable by its owner only', async () => {
    const { file } = await certificateFor(folder, ADDRESS, NOW);
    for (const each of [file, join(folder, 'certificate.json')]) expect(statSync(each).mode & 0o777).toBe(0o600);
  });

  it('stays the same at the next start, so that browsers warn once', async () => {
    const first = await certificateFor(folder, ADDRESS, NOW);
    expect(await certificateFor(folder, ADDRESS, NOW + 180 * DAY)).toEqual(first);
  });

  it('is replaced half a year before it expires, and when the address changes', async () => {
    const first = await certificateFor(folder, ADDRESS, NOW);
    const renewed = await certificateFor(folder, ADDRESS, NOW + 185 * DAY);
    expect(renewed.fingerprint).not.toBe(first.fingerprint);
    const moved = await certificateFor(folder, '192.168.1.6', NOW + 185 * DAY);
    expect(new X509Certificate(moved.certificate).checkIP('192.168.1.6')).toBe('192.168.1.6');
  });
});
