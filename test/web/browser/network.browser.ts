import { createHash, X509Certificate } from 'node:crypto';
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Receipt } from '../../../steps/api/http/response-schemas.ts';
import { launchBrowser, newPerson } from '../support/browser.ts';
import { bothFlow, KEEP_CONNECTIONS } from '../support/media.ts';
import { ADDRESSES, TwoComputers } from '../support/two-computers.ts';

/** A browser accepts the certificate with this key, and no other unknown one. */
const keyHash = (certificate: string): string =>
  createHash('sha256')
    .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');

describe('npm start -- --host ADDRESS', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'elephant-network-'));
  const url = `https://${ADDRESSES.laptop}:3000`;
  const browsers: Browser[] = [];
  let computers: TwoComputers;
  let runtime: ChildProcess;
  let printed = '';

  beforeAll(async () => {
    computers = new TwoComputers();
    const options = ['--host', ADDRESSES.laptop, '--speed', '30', '--data-dir', dataDir];
    runtime = computers.start('laptop', process.execPath, '--import', 'tsx', 'local/main.ts', ...options);
    while (!printed.includes('curl')) {
      const [chunk] = (await once(runtime.stdout!, 'data')) as [Buffer];
      printed += chunk.toString();
    }
  });
  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    runtime.kill('SIGKILL');
    await once(runtime, 'exit');
    computers.remove();
    rmSync(dataDir, { recursive: true });
  });

  async function personAt(computer: 'laptop' | 'tablet', ...args: string[]): Promise<BrowserContext> {
    const browser = await launchBrowser({ executablePath: computers.chromium(computer), args });
    browsers.push(browser);
    const person = await newPerson(browser);
    await person.addInitScript(KEEP_CONNECTIONS);
    person.setDefaultTimeout(20_000);
    return person;
  }

  const enterRoom = async (person: BrowserContext, link: string): Promise<Page> => {
    const page = await person.newPage();
    await page.goto(link);
    const room = person.waitForEvent('page');
    await page.getByRole('link', { name: 'Enter the room' }).click();
    return room;
  };

  it('two computers in one network meet over https, with the certificate of the printed fingerprint', async () => {
    const { fingerprint256 } = new X509Certificate(readFileSync(join(dataDir, 'certificate.pem')));
    expect(printed).toContain(`elephant-meetings at ${url}`);
    expect(printed).toContain(fingerprint256);
    const stranger = await (await personAt('tablet')).newPage();
    await expect(stranger.goto(url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');

    const hash = keyHash(readFileSync(join(dataDir, 'certificate.pem'), 'utf8'));
    const [teacher, student] = [
      await personAt('laptop', `--ignore-certificate-errors-spki-list=${hash}`),
      await personAt('tablet', `--ignore-certificate-errors-spki-list=${hash}`),
    ];
    const organiser = await teacher.newPage();
    await organiser.goto(url);
    const receipt = await organiser.evaluate(async (base) => {
      const { now } = (await (await fetch('/health')).json()) as { now: string };
      const body = { teacher_name: 'Ada', student_name: 'Ben', meet_time: now, frontend_base_url: `${base}/join` };
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch('/schedule', { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as Receipt;
    }, url);
    const [teacherRoom, studentRoom] = [
      await enterRoom(teacher, receipt.teacher_link),
      await enterRoom(student, receipt.student_link),
    ];
    await bothFlow(teacherRoom, studentRoom);
    expect(new URL(studentRoom.url()).protocol).toBe('https:');
  });
});
