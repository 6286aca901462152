import type { Browser } from 'playwright-core';
import { newPerson } from '../test/web/support/browser.ts';
import { upcoming } from '../test/web/support/fixtures.ts';

const MEETINGS = 10_000;
/** As many as the API returns. */
const PAGE = 50;
const MINUTE = 60_000;

/** Milliseconds. */
export interface LongList {
  readonly first: number;
  readonly all: number;
  readonly search: number;
}

/** Shows 10,000 scheduled meetings, then types a name of one of them. @param slower how much slower the processor is */
export async function measureLongList(browser: Browser, url: string, slower: number): Promise<LongList> {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const devTools = await person.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const now = Date.now();
  await page.route(
    (address) => address.pathname === '/meetings',
    async (route) => {
      if (route.request().resourceType() === 'document') return route.fallback();
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const meetings = Array.from({ length: PAGE }, (_, index) => {
        const at = new Date(now + (from + index) * 10 * MINUTE).toISOString();
        const number = String(from + index).padStart(5, '0');
        return {
          ...upcoming[0],
          id: `meeting${number}abcd`,
          status: 'SCHEDULED',
          student_name: `Student ${number}`,
          meet_time: at,
          launch_at: at,
        };
      });
      const next = from + PAGE < MEETINGS ? { cursor: String(from + PAGE) } : {};
      return route.fulfill({ json: { meetings, ...next, now: new Date(now).toISOString() } });
    },
  );
  await page.goto(url);
  await page.locator('.meeting').first().waitFor();
  const first = await page.evaluate(() => performance.now());
  await page.getByText(`${MEETINGS} of ${MEETINGS} meetings`).waitFor({ state: 'attached', timeout: 120_000 });
  const all = await page.evaluate(() => performance.now());
  await page.getByRole('searchbox').fill('student 0777');
  const before = await page.evaluate(() => performance.now());
  await page.keyboard.type('7');
  await page.getByText(`1 of ${MEETINGS} meetings`).waitFor({ state: 'attached' });
  const search = (await page.evaluate(() => performance.now())) - before;
  await person.close();
  return { first, all, search };
}
