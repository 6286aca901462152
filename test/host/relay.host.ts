import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../web/support/browser.ts';
import { type Guest, Internet } from './internet.ts';
import { NAME, Rig, until } from './rig.ts';

/** More runs than here: `RUNS=20 npm run test:host -- test/host/relay`. */
const RUNS = Number(process.env['RUNS'] ?? 2);
const WITHIN_SECONDS = 10;

interface Report {
  readonly audio: number;
  readonly frames: number;
  readonly pair?: { readonly type: string; readonly protocol: string };
}

const RELAYED = { type: 'relay', protocol: 'tls' };
const DIRECT = { type: 'host', protocol: 'udp' };

describe.each([
  { let: 'let only 443/tcp through', only443: ['school', 'office'], pairs: [RELAYED, RELAYED] },
  { let: 'differ: one lets only 443/tcp through', only443: ['school'], pairs: [RELAYED, DIRECT] },
  { let: 'let everything through', only443: [], pairs: [DIRECT, DIRECT] },
] as const)('two people whose networks $let', ({ let: networks, only443, pairs }) => {
  const rig = new Rig();
  const browsers: Browser[] = [];
  let internet: Internet;

  beforeAll(async () => {
    internet = new Internet({ only443, name: NAME });
    await rig.start({ internet });
    for (const guest of ['school', 'office'] as const)
      browsers.push(await launchBrowser({ executablePath: internet.chromium(guest, rig.authority.file) }));
  }, 60_000);
  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    await rig.stop();
    internet.remove();
  });

  async function join(browser: Browser, room: string, nick: Guest): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`https://${NAME}/call`);
    await page.evaluate(`call.join('${room}', '${nick}')`);
    return page;
  }

  const report = (page: Page): Promise<Report> => page.evaluate('call.report()');

  /** Resolves when sound and picture have arrived, and more of both after that. */
  async function receives(page: Page): Promise<Report> {
    let first: Report | undefined;
    let last = await report(page);
    await until(async () => {
      last = await report(page);
      if (last.audio > 0 && last.frames > 0) first ??= last;
      return first !== undefined && last.audio > first.audio && last.frames > first.frames;
    });
    return last;
  }

  it.each(Array.from({ length: RUNS }, (_, index) => index + 1))(
    `hear and see each other within ${WITHIN_SECONDS} s, run %i`,
    async (run) => {
      const [school, office] = [
        await join(browsers[0]!, `room${run}`, 'school'),
        await join(browsers[1]!, `room${run}`, 'office'),
      ];
      const started = performance.now();
      await school.evaluate('call.invite()');
      const reports = await Promise.all([receives(school), receives(office)]);
      const seconds = (performance.now() - started) / 1000;
      if (process.env['RUNS']) process.stdout.write(`${networks}, run ${run}: ${seconds.toFixed(2)} s\n`);
      expect(seconds).toBeLessThan(WITHIN_SECONDS);
      expect(reports.map(({ pair }) => pair)).toEqual(pairs);
      await Promise.all([school.close(), office.close()]);
    },
    30_000,
  );
});
