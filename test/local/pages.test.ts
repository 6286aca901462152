import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { encoded, unknownAddressPage } from '../../local/pages.ts';
import { newFolder, withRuntime } from '../support/runtime.ts';
import { RuntimeProcess } from '../support/process.ts';

describe('the files of the local runtime', () => {
  it('are compressed for browsers that accept it, and not for others', () => {
    const page = { body: Buffer.from('text'), headers: {}, gzip: Buffer.from('compressed') };
    expect(encoded(page, 'br, gzip')).toMatchObject({ body: page.gzip, headers: { 'Content-Encoding': 'gzip' } });
    expect(encoded(page, undefined)).toEqual({ body: page.body, headers: { Vary: 'Accept-Encoding' } });
    expect(encoded({ ...page, gzip: undefined }, 'gzip').body).toBe(page.body);
  });

  it('have a config.json, which asks for the API at the same origin', async () => {
    await withRuntime({}, async ({ url }) => {
      expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ mail: true });
    });
  });
});

describe('an unknown address', () => {
  it('has a page for people, and a problem for programs', async () => {
    await withRuntime({}, async ({ url }) => {
      const page = await fetch(`${url}/no/such/page`, { headers: { Accept: 'text/html' } });
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('There is no page at this address');
      const problem = await fetch(`${url}/no/such/page`, { headers: { Accept: 'application/json' } });
      expect(problem.headers.get('content-type')).toContain('application/problem+json');
    });
  });
});

it('without built pages, an address has the command that builds them', () => {
  expect(unknownAddressPage(false)).toContain('npm run build:web');
  expect(unknownAddressPage(true)).not.toContain('npm run build:web');
});

describe('the command that npm start prints', () => {
  it('has no fixed time, so that it also works later on a fast clock', async () => {
    const dataDir = newFolder();
    const runtime = await RuntimeProcess.start('--port', '0', '--speed', '60', '--data-dir', dataDir);
    const command = /^curl .*$/m.exec(runtime.printed)?.[0] ?? '';
    expect(command).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
    const receipt: unknown = JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' }));
    expect(receipt).toMatchObject({ teacher_link: expect.any(String) });
    await runtime.end();
    rmSync(dataDir, { recursive: true });
  });
});
