import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { encoded, makePages, type Pages, unknownAddressPage } from '../../local/pages.ts';
import { GUEST_PAGES, ORGANISER_PAGES } from '../../web/lib/headers.ts';
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
    await withRuntime({}, async ({ url }, { joinUrl }) => {
      expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ mail: true, joinUrl });
    });
  });
});

describe('the two origins', () => {
  const BUILT = ['/index.html', '/meetings.html', '/join.html', '/assets/page-1.js'].map((path) => ({
    path,
    type: path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
    body: Buffer.from(path),
    gzip: undefined,
  }));
  const site = makePages(BUILT, { pages: ORGANISER_PAGES });
  const guests = makePages(BUILT, { pages: GUEST_PAGES });

  it("have organisers' pages at one, and the join page at the other one", () => {
    expect(site('/', 'text/html')?.body.toString()).toBe('/index.html');
    expect(guests('/join', 'text/html')?.body.toString()).toBe('/join.html');
    for (const path of ['/join', '/join.html']) expect(site(path, 'text/html')).toBeUndefined();
    for (const path of ['/', '/index.html', '/meetings', '/meetings.html'])
      expect(guests(path, 'text/html')).toBeUndefined();
    for (const pages of [site, guests]) expect(pages('/assets/page-1.js', '*/*')).toBeDefined();
  });

  it("may call the issuer from organisers' pages only", () => {
    const policyOf = (pages: Pages, path: string) => pages(path, 'text/html')?.headers['Content-Security-Policy'];
    const signedIn = makePages(BUILT, { pages: ORGANISER_PAGES, issuer: ['http://localhost:3002'] });
    expect(policyOf(signedIn, '/meetings')).toContain("connect-src 'self' http://localhost:3002;");
    expect(policyOf(guests, '/join')).toContain("connect-src 'self';");
  });

  it('lead a link from before to the join page, and have only routes of guests there', async () => {
    await withRuntime({}, async ({ url }, { joinUrl }) => {
      expect(new URL(joinUrl).origin).not.toBe(url);
      const old = await fetch(`${url}/join?id=a&role=teacher&key=k`, { redirect: 'manual' });
      expect([old.status, old.headers.get('location')]).toEqual([302, `${joinUrl}?id=a&role=teacher&key=k`]);
      const api = new URL(joinUrl).origin;
      const statusOf = async (path: string) => (await fetch(api + path)).status;
      expect([await statusOf('/health'), await statusOf('/meetings'), await statusOf('/outbox')]).toEqual([
        200, 404, 404,
      ]);
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
  expect(unknownAddressPage('', false)).toContain('npm run build:web');
  expect(unknownAddressPage('', true)).not.toContain('npm run build:web');
});

describe('the command that npm start prints', () => {
  it('has no fixed time, so that it also works later on a fast clock', async () => {
    const dataDir = newFolder();
    const runtime = await RuntimeProcess.start('--port', '0', '--speed', '60', '--data-dir', dataDir);
    const command = /^curl .*$/m.exec(runtime.printed)?.[0] ?? '';
    expect(runtime.printed).toContain('everybody who reaches these addresses may see and cancel all meetings');
    expect(command).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
    const receipt: unknown = JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' }));
    expect(receipt).toMatchObject({ teacher_link: expect.any(String) });
    await runtime.end();
    rmSync(dataDir, { recursive: true });
  });
});
