/**
 * Measures the pages of the local runtime on a slow phone, and writes `docs/page-weight.md`: largest contentful paint (LCP),
 * shifts of the layout (CLS), and the size of the scripts. `npm run bench:pages`
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPerson, PHONE, scriptsRun } from '../test/web/support/browser.ts';
import { CALL, measureLongList } from './long-list.ts';
import { RuntimeProcess } from '../test/web/support/runtime.ts';

/** Lighthouse's slow 4G: bytes per second, and milliseconds of a round trip. */
const SLOW_4G = { downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150, offline: false };
const SLOWER_PROCESSOR = 4;
const RUNS = 5;
/** Milliseconds after the last request, for late paints and shifts. */
const SETTLE = 1_000;

const OBSERVE = `
  window.lcp = 0;
  window.cls = 0;
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) window.lcp = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.cls += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

interface Visit {
  /** Milliseconds. */
  readonly lcp: number;
  readonly cls: number;
  /** Bytes after gzip. */
  readonly scripts: number;
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const person = await newPerson(browser, { viewport: PHONE });
  const page = await person.newPage();
  const devTools = await person.newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', SLOW_4G);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR });
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.body().then((code) => gzipSync(code).length));
  });
  await page.addInitScript(OBSERVE);
  await page.goto(url);
  await scriptsRun(page);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLE);
  const [lcp, cls] = await page.evaluate<[number, number]>('[window.lcp, window.cls]');
  const sizes = await Promise.all(scripts);
  await person.close();
  return { lcp, cls, scripts: sizes.reduce((sum, size) => sum + size, 0) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const runtime = await RuntimeProcess.start();
const browser = await launchBrowser();
try {
  const { id, student_link } = await runtime.schedule(60 * 24);
  const pages = {
    'Schedule a meeting': `${runtime.url}/`,
    'List of meetings': `${runtime.url}/meetings`,
    Overview: `${runtime.url}/overview`,
    Reports: `${runtime.url}/reports`,
    Webhooks: `${runtime.url}/webhooks`,
    'One meeting': `${runtime.url}/meetings?id=${id}`,
    'Join, before the room opens': student_link,
  };
  const rows: string[] = [];
  for (const [name, url] of Object.entries(pages)) {
    const visits: Visit[] = [];
    for (let run = 0; run < RUNS; run++) visits.push(await visit(browser, url));
    const [lcp, cls, scripts] = (['lcp', 'cls', 'scripts'] as const).map((key) =>
      median(visits.map((each) => each[key])),
    );
    rows.push(`| ${name} | ${(lcp! / 1000).toFixed(2)} s | ${cls!.toFixed(3)} | ${(scripts! / 1000).toFixed(1)} KB |`);
    console.log(rows.at(-1));
  }
  const list = await measureLongList(browser, `${runtime.url}/meetings`, SLOWER_PROCESSOR);
  const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
  console.log(list);
  writeFileSync(
    fileURLToPath(new URL('../docs/page-weight.md', import.meta.url)),
    `# Weight of the pages

\`npm run build:web && npm run bench:pages\` measures the pages of \`npm start\` and writes this page. Chromium emulates a phone on
a slow 4G network (1.6 Mbit/s down, 150 ms a round trip) with a processor that is four times slower than the machine. Medians of
${RUNS} first visits, with an empty cache; other work on the machine makes LCP longer (its load was ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} processors). LCP is the time to the largest contentful paint, CLS the sum of all shifts of the layout.
Scripts are all that load before somebody clicks, after gzip.

| page | LCP | CLS | scripts |
| --- | --- | --- | --- |
${rows.join('\n')}

## A list of 10,000 meetings

The first call returns 50 meetings, and each further one twice as many, up to 500. On a desktop whose processor is four times
slower than the machine, and with an API that answers after ${CALL} ms, the first meetings are visible after ${seconds(list.first)}, and
all 10,000 are loaded after ${seconds(list.all)} (${list.calls} calls). The first letter of a search, which 3,439 of the meetings
contain, changes the list after ${Math.round(list.search)} ms, without blocking the next letter. The page shows 50 rows, and more on request.

## Aims

The aims are an LCP below 2.0 s, a CLS of 0, and less than 90 KB of scripts for the join page; \`npm run test:browser\` checks the last two.
`,
  );
} finally {
  await browser.close();
  await runtime.remove();
}
