import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { collectErrors, launchBrowser, newPerson, scriptsRun, type View } from './browser.ts';
import { RuntimeProcess } from './runtime.ts';

interface VisitOptions {
  /** Of the runtime's clock. */
  readonly speed: number;
  /** What guests read for a meeting. */
  readonly word?: string;
  /** More options of the runtime. */
  readonly options?: readonly string[];
  /** Milliseconds that an action waits for its element. */
  readonly timeout: number;
  /** Errors that pages may log. */
  readonly mayLog?: (error: string) => boolean;
}

/** One browser and one runtime for all tests of a file. After each test its people leave; their pages must not have logged errors. */
export class Visits {
  readonly #options: VisitOptions;
  #browser!: Browser;
  #people: BrowserContext[] = [];
  #errors: (readonly string[])[] = [];
  runtime!: RuntimeProcess;

  constructor(options: VisitOptions) {
    this.#options = options;
    const { speed, word = 'meeting', options: more = [], mayLog = () => false } = options;
    beforeAll(async () => {
      this.#browser = await launchBrowser();
      this.runtime = await RuntimeProcess.start('--speed', String(speed), '--word', word, ...more);
    });
    afterAll(async () => {
      await this.#browser.close();
      await this.runtime.remove();
    });
    afterEach(async () => {
      const errors = this.#errors.flat().filter((error) => !mayLog(error));
      await Promise.all(this.#people.map((person) => person.close()));
      [this.#people, this.#errors] = [[], []];
      expect(errors).toEqual([]);
    });
  }

  /** A new person, with a browser profile of their own. */
  async person(view?: View): Promise<BrowserContext> {
    const person = await newPerson(this.#browser, view);
    this.#people.push(person);
    return person;
  }

  /** Opens an address as a new person, and waits until the page responds. `script` runs before the page's own scripts. */
  readonly visit = async (url: string, { script = '', ...view }: View & { script?: string } = {}): Promise<Page> => {
    const person = await this.person(view);
    await person.addInitScript(script);
    person.setDefaultTimeout(this.#options.timeout);
    const page = await person.newPage();
    this.#errors.push(collectErrors(page));
    await page.goto(url);
    await scriptsRun(page);
    return page;
  };
}
