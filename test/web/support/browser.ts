import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Debian's Chromium, without background network access and with fake cameras. */
export const launchBrowser = ({ executablePath = CHROMIUM, args = [] }: LaunchOptions = {}): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Few pictures: coding them is most of the work of a call.
      '--use-fake-device-for-media-stream=fps=5',
      '--use-fake-ui-for-media-stream',
      ...args,
    ],
  });

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };
export const THEMES = ['light', 'dark'] as const;

export interface View {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: (typeof THEMES)[number];
  /** The preferred language of the browser. */
  readonly language?: string | undefined;
}

/** A separate browser profile with the time zone of Berlin. */
export const newPerson = (
  browser: Browser,
  { viewport = DESKTOP, theme = 'light', language = 'en-GB' }: View = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport,
    colorScheme: theme,
    locale: language,
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    hasTouch: viewport.width < 500,
    isMobile: viewport.width < 500,
  });

/** Resolves when the page has replaced what its file shows before the scripts. */
export const scriptsRun = (page: Page): Promise<void> => page.locator('[data-shell]').waitFor({ state: 'detached' });

/** A visitor whose font is late reads that of the system (`font-display`). A page with this waits for the font. */
export const waitForFonts = (page: Page): Promise<unknown> =>
  page.route('**/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace('font-display:optional', 'font-display:block'),
    });
  });

/** Script errors and CSP violations of a page. */
export function collectErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  return errors;
}
