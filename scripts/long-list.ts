import type { Browser } from 'playwright-core';
import { newPerson } from '../test/web/support/browser.ts';
import { upcoming } from '../test/web/support/fixtures.ts';

const MEETINGS = 10_000;
/** As many as the API returns without `limit`. */
const PAGE = 50;
const MINUTE = 60_000;
/** Milliseconds that the API takes for a call. */
export const CALL = 100;

/** Milliseconds. */
export interface LongList {
  readonly first: number;
  readonly all: number;
  readonly calls: number;
  readonly search: number;
}

const numberOf = (index: number): string => String(index).padStart(5, '0');

/** In the page: answers the calls for the list, and notes when the first meeting is visible. */
const SERVE = `(({ meetings, page, minute, call, meeting }) => {
  const [now, fetchOther] = [Date.now(), window.fetch];
  window.calls = 0;
  const make = (index) => {
    const at = new Date(now + index * 10 * minute).toISOString();
    const number = String(index).padStart(5, '0');
    return { ...meeting, id: 'meeting' + number + 'abcd', status: 'SCHEDULED', student_name: 'Student ' + number, meet_time: at, launch_at: at };
  };
  window.fetch = async (url, options) => {
    const { pathname, searchParams } = new URL(url, location.href);
    if (pathname !== '/meetings') return fetchOther(url, options);
    window.calls += 1;
    await new Promise((resolve) => setTimeout(resolve, call));
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = Math.min(meetings, from + Number(searchParams.get('limit') ?? page));
    const found = Array.from({ length: to - from }, (_, index) => make(from + index));
    const next = to < meetings ? { cursor: String(to) } : {};
    return new Response(JSON.stringify({ meetings: found, ...next, now: new Date(now).toISOString() }));
  };
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.meeting')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (window.first = performance.now())));
  }).observe(document, { childList: true, subtree: true });
})`;

/** In the page: milliseconds from the latest key until a frame shows the status text. */
const SEARCH = `((text) => new Promise((resolve) => {
  let pressed;
  document.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), { once: true });
  new MutationObserver((_, observer) => {
    if (document.querySelector('main [role=status]')?.textContent !== text) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
  }).observe(document, { childList: true, characterData: true, subtree: true });
}))`;

/** Shows 10,000 scheduled meetings, then types the first letter of a search. @param slower how much slower the processor is */
export async function measureLongList(browser: Browser, url: string, slower: number): Promise<LongList> {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const devTools = await person.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const serve = { meetings: MEETINGS, page: PAGE, minute: MINUTE, call: CALL, meeting: upcoming[0] };
  await page.addInitScript(`${SERVE}(${JSON.stringify(serve)})`);
  await page.goto(url);
  await page.getByText(`${MEETINGS} of ${MEETINGS} meetings`).waitFor({ state: 'attached', timeout: 120_000 });
  const [first, all, calls] = await page.evaluate<[number, number, number]>(
    '[window.first, performance.now(), window.calls]',
  );
  const found = Array.from({ length: MEETINGS }, (_, index) => numberOf(index)).filter((text) =>
    text.includes('7'),
  ).length;
  await page.getByRole('searchbox').focus();
  await page.evaluate(`void (window.search = ${SEARCH}('${found} of ${MEETINGS} meetings'))`);
  await page.keyboard.press('7');
  const search = await page.evaluate<number>('window.search');
  await person.close();
  return { first, all, calls, search };
}
