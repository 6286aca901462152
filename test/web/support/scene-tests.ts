import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';
import { PHONE } from './browser.ts';
import { BLANK_SPACE, colorViolationsOf, CUT_TEXT, OVERFLOW, SKY, styleWith, WIDE_TEXT } from './page-measures.ts';
import type { Scene } from './scenes.ts';
import { Stage } from './stage.ts';

/** Tests what every state of every page must keep. */
export function testScenes(scenes: readonly Scene[]): void {
  const stage = new Stage();

  describe.each(scenes)('$name', (scene) => {
    let page: Page;
    let errors: readonly string[];

    beforeAll(async () => {
      ({ page, errors } = await stage.open(scene));
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
}
