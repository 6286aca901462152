import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';

/** Not `innerWidth`: on a phone it grows with the content. */
export const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
/** Pixels below the last content that scrolling would show. */
export const BLANK_SPACE = `
  document.documentElement.scrollHeight -
    Math.max(innerHeight, scrollY + document.querySelector('main').getBoundingClientRect().bottom)
`;

/** Sums the layout shifts before the first input. Later ones can be the answer to it, however long that takes. */
export const OBSERVE_SHIFTS = `
  window.shifts = 0;
  let firstInput = Infinity;
  for (const type of ['keydown', 'pointerdown', 'input'])
    addEventListener(type, ({ timeStamp }) => { firstInput = Math.min(firstInput, timeStamp); }, { capture: true });
  new PerformanceObserver((list) => {
    for (const { value, startTime } of list.getEntries()) if (startTime < firstInput) window.shifts += value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** The CSP allows no element `style`. Days outside the window have no layout otherwise. */
export const styleWith = (rules: string): string => `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.day { content-visibility: visible !important } ${rules}');
  document.adoptedStyleSheets = [sheet];
`;
/** The spaces of WCAG 1.4.12. */
export const WIDE_TEXT =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }';

/** Texts of which a part is outside a box that cuts it off. Names that end with an ellipsis have a title or are repeated. */
export const CUT_TEXT = `(() => {
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
export const SKY = "(getComputedStyle(document.documentElement).getPropertyValue('--sky').match(/#\\w{6}/g) ?? [])";

export async function colorViolationsOf(page: Page): Promise<unknown[]> {
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
