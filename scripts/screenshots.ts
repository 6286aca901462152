/**
 * Takes screenshots of the built pages. `npm run screenshots` writes the pictures of the documentation to docs/img/;
 * `npm run screenshots -- FOLDER` writes all scenes to the folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DESKTOP,
  launchBrowser,
  newPerson,
  PHONE,
  scriptsRun,
  THEMES,
  waitForFonts,
} from '../test/web/support/browser.ts';
import { mockApi, servePages } from '../test/web/support/mock.ts';
import { SCENES } from '../test/web/support/scenes.ts';

const [folder] = process.argv.slice(2);
const target = folder ?? fileURLToPath(new URL('../docs/img', import.meta.url));
mkdirSync(target, { recursive: true });

const { origin, server } = await servePages();
const browser = await launchBrowser();
for (const { name, path, api, language, act } of SCENES.filter(
  ({ shows }) => folder !== undefined || shows !== undefined,
)) {
  for (const theme of THEMES) {
    for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      const person = await newPerson(browser, { viewport, theme, language });
      const page = await person.newPage();
      await mockApi(page, origin, api);
      await waitForFonts(page);
      await page.goto(`${origin}${path}`);
      await scriptsRun(page);
      await act(page);
      await page.evaluate('document.fonts.ready');
      await page.screenshot({ path: join(target, `${name}-${device}-${theme}.png`) });
      await person.close();
    }
  }
  console.log(name);
}
await browser.close();
server.close();
