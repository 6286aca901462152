import type { Server } from 'node:http';
import { afterAll, beforeAll } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { collectErrors, launchBrowser, newPerson, scriptsRun, type View } from './browser.ts';
import { mockApi, servePages } from './mock.ts';
import { OBSERVE_SHIFTS } from './page-measures.ts';
import type { Scene } from './scenes.ts';

export interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
}

/** A browser and the built pages, for the tests of one file. */
export class Stage {
  #server!: Server;
  browser!: Browser;
  origin!: string;

  constructor() {
    beforeAll(async () => {
      this.browser = await launchBrowser();
      ({ origin: this.origin, server: this.#server } = await servePages());
    });
    afterAll(async () => {
      await this.browser.close();
      this.#server.close();
    });
  }

  /** Opens a scene as a new person, and brings it into its state. */
  async open({ path, api, language, act }: Scene, view: View = {}): Promise<Opened> {
    const person = await newPerson(this.browser, { language, ...view });
    const page = await person.newPage();
    const errors = collectErrors(page);
    await page.addInitScript(OBSERVE_SHIFTS);
    await mockApi(page, this.origin, api);
    await page.goto(`${this.origin}${path}`);
    await scriptsRun(page);
    await act(page);
    return { page, errors };
  }
}
