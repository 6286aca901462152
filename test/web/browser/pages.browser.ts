import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LANGUAGE_TAGS } from '../../../web/lib/languages/languages.ts';
import { collectErrors, newPerson, PHONE, scriptsRun, waitForFonts } from '../support/browser.ts';
import { upcoming } from '../support/fixtures.ts';
import { mockApi } from '../support/mock.ts';
import { OBSERVE_SHIFTS, OVERFLOW } from '../support/page-measures.ts';
import { sceneNamed } from '../support/scenes.ts';
import { type Opened, Stage } from '../support/stage.ts';

const stage = new Stage();

/** Where the control with the focus ends. A table that scrolls can be larger than the window. */
const FOCUS_END = `(() => {
  const { bottom, height } = document.activeElement.getBoundingClientRect();
  return document.activeElement.closest('main') && height < innerHeight ? bottom : 0;
})()`;

it('the list of one meeting does not move by itself', async () => {
  const { page } = await stage.open({
    ...sceneNamed('meetings'),
    api: { meetings: upcoming.slice(-1) },
    act: (page) => page.getByText('Calendar address').waitFor(),
  });
  expect(await page.evaluate('window.shifts')).toBe(0);
  await page.context().close();
});

it('on a phone, the navigation at the bottom leads to every page of organisers, and covers no control that has the focus', async () => {
  const person = await newPerson(stage.browser, { viewport: { width: 320, height: 500 } });
  const page = await person.newPage();
  await mockApi(page, stage.origin);
  await page.goto(`${stage.origin}/`);
  await scriptsRun(page);
  for (const name of ['Meetings', 'Overview', 'Reports', 'Webhooks', 'Schedule']) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await page.locator('nav [aria-current]', { hasText: name }).waitFor();
    await scriptsRun(page);
    await page.locator('.ticket, .meeting, .figures, .webhook').first().waitFor();
    const top = Number(await page.evaluate("document.querySelector('nav').getBoundingClientRect().top"));
    const ends: number[] = [];
    for (let key = 0; key < 30; key++) {
      await page.keyboard.press('Tab');
      ends.push(Number(await page.evaluate(FOCUS_END)));
    }
    expect([name, ends.filter((end) => end > 0).length > 5]).toEqual([name, true]);
    expect([name, ends.filter((end) => end > top)]).toEqual([name, []]);
  }
  await person.close();
});

it('the own picture is whole, and not larger than the window, on a phone and at 200 % and 400 % zoom', async () => {
  const { page } = await stage.open(sceneNamed('join-starting'), { viewport: PHONE });
  const shown = new Map<string, unknown>();
  for (const [width, height] of [
    [PHONE.width, PHONE.height],
    [640, 400],
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height });
    shown.set(
      `${width} x ${height}`,
      await page.evaluate(`(() => {
        const video = document.querySelector('video');
        const box = video.getBoundingClientRect();
        const share = (box.width / box.height) / (video.videoWidth / video.videoHeight);
        return {
          // What \`object-fit: cover\` leaves of the picture.
          share: Math.round(10 * Math.min(share, 1 / share)) / 10,
          fits: box.height <= innerHeight && box.width <= innerWidth,
        };
      })()`),
    );
  }
  const whole = { share: 1, fits: true };
  expect(Object.fromEntries(shown)).toEqual({ '390 x 844': whole, '640 x 400': whole, '320 x 256': whole });
  await page.context().close();
});

it('the workflow graph on a phone has no text below 12 pixels, and shows its current state', async () => {
  const person = await newPerson(stage.browser, { viewport: PHONE });
  const page = await person.newPage();
  await mockApi(page, stage.origin);
  await page.goto(`${stage.origin}/meetings?id=k3v9t2m8q5x7r1za`);
  await page.locator('.technical > summary').last().click();
  await page.locator('.graph .node-current').waitFor();
  const sizes = await page.evaluate<number[]>(`
    [...document.querySelectorAll('.graph text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)
  `);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
  const [left, right] = await page.evaluate<[number, number]>(`(() => {
    const [frame, node] = ['.graph-scroll', '.node-current'].map((name) => document.querySelector(name).getBoundingClientRect());
    return [node.left - frame.left, frame.right - node.right];
  })()`);
  expect(Math.min(left, right)).toBeGreaterThanOrEqual(0);
  await person.close();
});

const MEETING = '/meetings?id=k3v9t2m8q5x7r1za';
const ORGANISER_PAGES = ['/', '/meetings', '/meetings?view=week', '/overview', '/reports', '/webhooks', MEETING];
const { path: JOIN, api: joinApi } = sceneNamed('join-starting');

/** Names in the workflow graph that are wider than their boxes. */
const WIDE_NAMES = `
  [...document.querySelectorAll('.graph .node')].filter((node) =>
    [...node.querySelectorAll(':scope > text')].some((text) => text.getBBox().width > node.querySelector('rect').getBBox().width - 8)
  ).map((node) => node.textContent)
`;
/** Pixels by which a page is wider than windows of a phone and a desktop. */
async function overflowOf(page: Page): Promise<readonly number[]> {
  const found: number[] = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 640 });
    found.push(Math.max(0, Number(await page.evaluate(OVERFLOW))));
  }
  return found;
}

/** Chooses one language after the other. */
async function inEachLanguage(page: Page, look: () => Promise<unknown>): Promise<void> {
  for (const tag of LANGUAGE_TAGS) {
    await page.locator('.language-picker').selectOption(tag);
    await page.locator(`html[lang=${tag}] h1`).first().waitFor();
    await look();
  }
}

it('the names in the workflow graph fit their boxes in every language', async () => {
  const person = await newPerson(stage.browser);
  const page = await person.newPage();
  await mockApi(page, stage.origin);
  await waitForFonts(page);
  await page.goto(`${stage.origin}${MEETING}`);
  await page.locator('.technical > summary').last().click();
  await page.locator('.graph .node-current').waitFor();
  await page.evaluate('document.fonts.ready');
  await inEachLanguage(page, async () => expect(await page.evaluate(WIDE_NAMES)).toEqual([]));
  await person.close();
});

describe('in every language, with a fast clock and a late font', () => {
  async function openWith(path: string, language?: string): Promise<Opened> {
    const person = await newPerson(stage.browser, { viewport: { width: 320, height: 640 }, language });
    const page = await person.newPage();
    const errors = collectErrors(page);
    await mockApi(page, stage.origin, { ...joinApi, speed: 60 });
    // The text of the system's font is wider.
    await page.route('**/*.woff2', (route) => route.abort());
    await page.goto(`${stage.origin}${path}`);
    await scriptsRun(page);
    await page.locator('.ticket, .meeting, .week, .figures, .webhook, .course, .gate').first().waitFor();
    await page.locator('.fast-clock').waitFor();
    return { page, errors };
  }

  it.each(ORGANISER_PAGES)('%s fits 320 pixels and a desktop', async (path) => {
    const { page, errors } = await openWith(path);
    await inEachLanguage(page, async () => expect(await overflowOf(page)).toEqual([0, 0, 0]));
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it.each(LANGUAGE_TAGS)(
    'the join page fits 320 pixels and a desktop in the language of the browser, %s',
    async (tag) => {
      const { page, errors } = await openWith(JOIN, tag);
      expect(await page.evaluate('document.documentElement.lang')).toBe(tag);
      expect(await overflowOf(page)).toEqual([0, 0, 0]);
      expect(errors).toEqual([]);
      await page.context().close();
    },
  );
});

describe('on paper', () => {
  it.each([
    ['a meeting at night', 'join-early', 'h1', 'rgb(27, 35, 51)'],
    ['the links of a new meeting', 'scheduled', 'dialog h2', 'rgb(27, 35, 51)'],
  ])('%s is dark text without what only a screen needs', async (_, name, heading, color) => {
    const { page } = await stage.open(sceneNamed(name), { theme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    const title = page.locator(heading).first();
    expect(await title.evaluate((element) => getComputedStyle(element).color)).toBe(color);
    for (const hidden of ['nav', 'form', '.lobby-actions', '.hills'])
      expect([hidden, await page.locator(hidden).filter({ visible: true }).count()]).toEqual([hidden, 0]);
    await page.context().close();
  });
});

describe('before its scripts have arrived', () => {
  it.each([
    ['/', 'تحديد موعد اجتماع'],
    ['/meetings', 'الاجتماعات'],
    ['/meetings?id=k3v9t2m8q5x7r1za', 'اجتماع'],
    ['/overview', 'نظرة عامة'],
    ['/reports', 'التقارير'],
    ['/webhooks', 'خطافات الويب'],
    ['/join?id=k3v9t2m8q5x7r1za&role=teacher&key=K', 'جارٍ التحميل...'],
  ])('%s has its heading in the language and direction of the reader', async (path, heading) => {
    const person = await newPerson(stage.browser, { viewport: PHONE, language: 'ar-EG' });
    const page = await person.newPage();
    const errors = collectErrors(page);
    await page.addInitScript(OBSERVE_SHIFTS);
    await mockApi(page, stage.origin);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/assets\/(?!shell).*\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${stage.origin}${path}`, { waitUntil: 'commit' });
    await page.locator('[data-shell] h1', { hasText: heading }).waitFor();
    expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual(['ar', 'rtl']);
    release();
    await scriptsRun(page);
    await page.locator('h1').waitFor();
    expect(await page.evaluate('window.shifts')).toBe(0);
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    await person.close();
  });
});
