import type { Page } from 'playwright-core';

/** Enters the room and returns its tab. */
export async function enter(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Enter the room' }).click();
  const room = await opened;
  await room.getByRole('button', { name: 'Mute' }).waitFor();
  return room;
}

export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name }).waitFor();
