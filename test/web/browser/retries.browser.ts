import '../../../local/quiet-aws-libraries.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bodyOf, createClient } from '../../../client/client.ts';
import { type Runtime, startRuntime } from '../../../local/runtime.ts';
import type { Ports } from '../../../steps/ports.ts';
import { launchBrowser, newPerson } from '../support/browser.ts';

let browser: Browser;
let runtime: Runtime;
const dataDir = mkdtempSync(join(tmpdir(), 'elephant-retries-'));

/** Ports whose first launch fails. */
function withFailedLaunch(): (ports: Ports) => Ports {
  let launches = 0;
  return (ports) => ({
    ...ports,
    hosts: new Proxy(ports.hosts, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (method === 'launch' && ++launches === 1) throw new Error('no route to host');
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    }),
  });
}

beforeAll(async () => {
  browser = await launchBrowser();
  runtime = await startRuntime({
    port: 0,
    speed: 60,
    dataDir,
    bootTime: () => 20_000,
    origins: [],
    write: () => undefined,
    around: withFailedLaunch(),
  });
});
afterAll(async () => {
  await browser.close();
  await runtime.stop();
  rmSync(dataDir, { recursive: true });
});

it('the workflow graph and the list of steps show the retry of a step', async () => {
  const response = await createClient({ base: runtime.url }).schedule({
    teacher_name: 'Ada Lovelace',
    student_name: 'Ben Carter',
    // The launch is due after the row is accepted: an earlier launch is retried until then.
    meet_time: new Date(runtime.clock.now() + 13 * 60_000).toISOString(),
    frontend_base_url: runtime.joinUrl,
  });
  const page = await (await newPerson(browser)).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${runtime.url}/meetings?id=${bodyOf(response).id}`);
  await page.getByText('Technical details').click();
  const launched = page.getByRole('button', { name: /Launch host \(succeeded\)/ });
  await launched.waitFor();
  expect(await launched.textContent()).toContain('1 retry · Error');
  expect(await page.locator('.graph .node', { hasText: 'Launch host' }).textContent()).toContain('↻1');
  // A retry that succeeded is ordinary, and has no red badge.
  expect(await page.locator('.graph .node', { hasText: 'Launch host' }).locator('.node-errors').count()).toBe(0);
});
