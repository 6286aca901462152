import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** Its own integration for Playwright opens a page for each run, which takes longer than the run. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface Options {
  /** All rules without it. */
  readonly only?: readonly string[];
  readonly without?: readonly string[];
}

/** The rules of axe that the page breaks, each with the HTML of its elements. Frames are not looked into. */
export async function violationsOf(page: Page, { only, without = [] }: Options = {}): Promise<unknown[]> {
  // Loading it takes as long as a few rules.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const options = {
    resultTypes: ['violations'],
    iframes: false,
    // axe does not check the size of targets by default.
    rules: { 'target-size': { enabled: true }, ...Object.fromEntries(without.map((id) => [id, { enabled: false }])) },
    ...(only && { runOnly: only, rules: {} }),
  };
  return page.evaluate<unknown[]>(`
    axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))
  `);
}
