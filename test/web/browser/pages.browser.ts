import { gzipSync } from 'node:zlib';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { violationsOf } from '../support/axe.ts';
import {
  collectErrors,
  launchBrowser,
  newPerson,
  PHONE,
  scriptsRun,
  type View,
  waitForFonts,
} from '../support/browser.ts';
import { LANGUAGE_TAGS } from '../../../web/lib/languages/languages.ts';
import { openLink, upcoming } from '../support/fixtures.ts';
import { mockApi, ROOMS, servePages } from '../support/mock.ts';
import { type Scene, SCENES } from '../support/scenes.ts';

let browser: Browser;
let origin: string;
let server: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  ({ origin, server } = await servePages());
});
afterAll(async () => {
  await browser.close();
  server.close();
});

/** Not `innerWidth`: on a phone it grows with the content. */
const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
/** Pixels below the last content that scrolling would show. */
const BLANK_SPACE = `
  document.documentElement.scrollHeight -
    Math.max(innerHeight, scrollY + document.querySelector('main').getBoundingClientRect().bottom)
`;

/** Sums the layout shifts before the first input. Later ones can be the answer to it, however long that takes. */
const OBSERVE_SHIFTS = `
  window.shifts = 0;
  let firstInput = Infinity;
  for (const type of ['keydown', 'pointerdown', 'input'])
    addEventListener(type, ({ timeStamp }) => { firstInput = Math.min(firstInput, timeStamp); }, { capture: true });
  new PerformanceObserver((list) => {
    for (const { value, startTime } of list.getEntries()) if (startTime < firstInput) window.shifts += value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** The CSP allows no element `style`. Days outside the window have no layout otherwise. */
const styleWith = (rules: string): string => `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.day { content-visibility: visible !important } ${rules}');
  document.adoptedStyleSheets = [sheet];
`;
/** The spaces of WCAG 1.4.12. */
const WIDE_TEXT =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }';

/** Texts of which a part is outside a box that cuts it off. Names that end with an ellipsis have a title or are repeated. */
const CUT_TEXT = `(() => {
  const cut = [];
  const walker = document.createTreeWalker(document.querySelector('main, .call'), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || text.parentElement.closest('.visually-hidden, [aria-hidden=true], svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const inner = range.getBoundingClientRect();
    for (let box = text.parentElement; box && inner.height > 0; box = box.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(box);
      if (textOverflow === 'ellipsis') break;
      if (!/hidden|clip/.test(overflowX + overflowY)) continue;
      const outer = box.getBoundingClientRect();
      const isInside = inner.top >= outer.top - 2 && inner.bottom <= outer.bottom + 2 && inner.left >= outer.left - 2 && inner.right <= outer.right + 2;
      if (!isInside) cut.push(text.data);
      break;
    }
  }
  return cut;
})()`;

/** What axe judges by colors. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** axe does not judge text on a gradient: the first and the last color of the sky take its place. */
const SKY = "(getComputedStyle(document.documentElement).getPropertyValue('--sky').match(/#\\w{6}/g) ?? [])";

async function colorViolationsOf(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  const sky = await page.evaluate<string[]>(SKY);
  for (const color of sky.length > 0 ? [sky[0]!, sky.at(-1)!] : ['']) {
    if (color !== '') await page.evaluate(styleWith(`:root { background: ${color} !important }`));
    const violations = await violationsOf(page, { only: COLOR_RULES });
    if (violations.length > 0) found.push([color, violations]);
  }
  await page.evaluate('document.adoptedStyleSheets = []');
  return found;
}

/** Opens a scene as a new person, and brings it into its state. */
async function open({ path, api, language, act }: Scene, view: View = {}): Promise<Opened> {
  const person = await newPerson(browser, { language, ...view });
  const page = await person.newPage();
  const errors = collectErrors(page);
  await page.addInitScript(OBSERVE_SHIFTS);
  await mockApi(page, origin, api);
  await page.goto(`${origin}${path}`);
  await scriptsRun(page);
  await act(page);
  return { page, errors };
}

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
}

const sceneNamed = (wanted: string): Scene => SCENES.find(({ name }) => name === wanted)!;

describe.each(SCENES)('$name', (scene) => {
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    ({ page, errors } = await open(scene));
  });
  afterAll(() => page.context().close());

  it('does not move by itself', async () => {
    expect(await page.evaluate('window.shifts')).toBe(0);
  });

  it('has no violations of axe in both themes', async () => {
    expect(await violationsOf(page)).toEqual([]);
    if ((await page.evaluate<string[]>(SKY)).length > 0) expect(await colorViolationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await colorViolationsOf(page)).toEqual([]);
  });

  it('fits a phone, 320 pixels, 200 % and 400 % zoom and wide text, without blank space or cut text', async () => {
    await page.setViewportSize(PHONE);
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    expect(await page.evaluate(BLANK_SPACE)).toBeLessThanOrEqual(1);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(OVERFLOW)).toBeLessThanOrEqual(0);
    // A laptop at 200 % and 400 % zoom.
    await page.setViewportSize({ width: 640, height: 400 });
    const look = async (): Promise<unknown> => [
      await page.evaluate(`Math.max(0, ${OVERFLOW})`),
      await page.evaluate(CUT_TEXT),
    ];
    await page.evaluate(styleWith(''));
    expect(await look()).toEqual([0, []]);
    await page.evaluate(styleWith(WIDE_TEXT));
    expect(await look()).toEqual([0, []]);
    await page.setViewportSize({ width: 320, height: 256 });
    await page.evaluate(styleWith(''));
    expect(await look()).toEqual([0, []]);
  });

  it('logs no errors', () => expect(errors).toEqual([]));
});

/** Where the control with the focus ends. A table that scrolls can be larger than the window. */
const FOCUS_END = `(() => {
  const { bottom, height } = document.activeElement.getBoundingClientRect();
  return document.activeElement.closest('main') && height < innerHeight ? bottom : 0;
})()`;

it('the list of one meeting does not move by itself', async () => {
  const { page } = await open({
    ...sceneNamed('meetings'),
    api: { meetings: upcoming.slice(-1) },
    act: (page) => page.getByText('Calendar address').waitFor(),
  });
  expect(await page.evaluate('window.shifts')).toBe(0);
  await page.context().close();
});

it('on a phone, the navigation at the bottom leads to every page of organisers, and covers no control that has the focus', async () => {
  const person = await newPerson(browser, { viewport: { width: 320, height: 500 } });
  const page = await person.newPage();
  await mockApi(page, origin);
  await page.goto(`${origin}/`);
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
  const { page } = await open(sceneNamed('join-starting'), { viewport: PHONE });
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
  const person = await newPerson(browser, { viewport: PHONE });
  const page = await person.newPage();
  await mockApi(page, origin);
  await page.goto(`${origin}/meetings?id=k3v9t2m8q5x7r1za`);
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
  const person = await newPerson(browser);
  const page = await person.newPage();
  await mockApi(page, origin);
  await waitForFonts(page);
  await page.goto(`${origin}${MEETING}`);
  await page.locator('.technical > summary').last().click();
  await page.locator('.graph .node-current').waitFor();
  await page.evaluate('document.fonts.ready');
  await inEachLanguage(page, async () => expect(await page.evaluate(WIDE_NAMES)).toEqual([]));
  await person.close();
});

describe('in every language, with a fast clock and a late font', () => {
  async function openWith(path: string, language?: string): Promise<Opened> {
    const person = await newPerson(browser, { viewport: { width: 320, height: 640 }, language });
    const page = await person.newPage();
    const errors = collectErrors(page);
    await mockApi(page, origin, { ...joinApi, speed: 60 });
    // The text of the system's font is wider.
    await page.route('**/*.woff2', (route) => route.abort());
    await page.goto(`${origin}${path}`);
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
    const { page } = await open(sceneNamed(name), { theme: 'dark' });
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
    const person = await newPerson(browser, { viewport: PHONE, language: 'ar-EG' });
    const page = await person.newPage();
    const errors = collectErrors(page);
    await page.addInitScript(OBSERVE_SHIFTS);
    await mockApi(page, origin);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/assets\/(?!shell).*\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${origin}${path}`, { waitUntil: 'commit' });
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

const JITSI_DOMAIN = `k3v9t2m8q5x7r1za.${ROOMS}`;
/** Fake of Jitsi's external API script. */
const JITSI = `
  window.JitsiMeetExternalAPI = class {
    constructor(domain, { roomName, jwt, parentNode, userInfo }) {
      window.jitsi = this;
      this.options = { domain, roomName, jwt, name: userInfo.displayName };
      this.listeners = {};
      parentNode.append(document.createElement('iframe'));
    }
    on(event, listener) { (this.listeners[event] ??= []).push(listener); }
    emit(event) { for (const listener of this.listeners[event] ?? []) listener({}); }
  };
`;

/** Limit for the join page's scripts before a room opens, after gzip. */
const JOIN_PAGE_BYTES = 90_000;

describe('a Jitsi room', () => {
  async function enter(script: string): Promise<{ page: Page; presence: string[] }> {
    const person = await newPerson(browser);
    const page = await person.newPage();
    const presence: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/presence')) presence.push((request.postDataJSON() as { event: string }).event);
    });
    const room = { kind: 'jitsi', domain: JITSI_DOMAIN, name: 'k3v9t2m8q5x7r1za', jwt: 'a.b.c' } as const;
    await mockApi(page, origin, { join: { open: true, answer: { ...openLink, room } } });
    await page.route(`https://${JITSI_DOMAIN}/external_api.js`, (route) =>
      script === '' ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await page.goto(`${origin}/join?id=k3v9t2m8q5x7r1za&role=teacher&key=K`);
    return { page, presence };
  }

  it('opens in the page, and its events report presence', async () => {
    const { page, presence } = await enter(JITSI);
    await page.locator('.jitsi-frame iframe[title="Video room"]').waitFor({ state: 'attached' });
    expect(await page.evaluate('window.jitsi.options')).toEqual({
      domain: JITSI_DOMAIN,
      roomName: 'k3v9t2m8q5x7r1za',
      jwt: 'a.b.c',
      name: 'Mia Nakamura',
    });
    expect(presence).not.toContain('joined');
    const joined = page.waitForRequest('**/presence');
    await page.evaluate(`window.jitsi.emit('videoConferenceJoined')`);
    await joined;
    const left = page.waitForRequest('**/presence');
    await page.evaluate(`window.jitsi.emit('videoConferenceLeft')`);
    await left;
    await page.getByRole('button', { name: 'Go back to the room' }).click();
    await page.locator('.jitsi-frame').waitFor({ state: 'attached' });
    expect(presence.filter((event) => event !== 'waiting')).toEqual(['joined', 'left']);
    await page.context().close();
  });

  it('is loaded only when it opens, and the scripts before it stay small', async () => {
    const person = await newPerson(browser);
    const page = await person.newPage();
    const scripts: { readonly url: string; readonly size: Promise<number> }[] = [];
    page.on('response', (response) => {
      const url = response.url();
      if (url.endsWith('.js')) scripts.push({ url, size: response.body().then((code) => gzipSync(code).length) });
    });
    await mockApi(page, origin, sceneNamed('join-early').api);
    await page.goto(`${origin}/join?id=k3v9t2m8q5x7r1za&role=teacher&key=K`);
    await page.getByText(/^(The room opens at|until )/).waitFor();
    const sizes = await Promise.all(scripts.map(({ size }) => size));
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter(({ url }) => url.includes('jitsi'))).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(JOIN_PAGE_BYTES);
    await person.close();
  });
});
