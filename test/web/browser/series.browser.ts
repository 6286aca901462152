import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { localParts } from '../../../web/lib/zones.ts';
import { until } from '../../support/until.ts';
import { PHONE } from '../support/browser.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 60, timeout: 60_000 });
const DAY = 86_400_000;

/** Presses Tab until the element has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 100; presses++) {
    await target.page().keyboard.press('Tab');
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${target.toString()}`);
}

/** The dates of a series. */
const rows = (page: Page) => page.locator('.occurrence');

describe('weekly lessons', () => {
  it('are scheduled, one is moved, one and all following are cancelled, and the link of a person opens the first', async () => {
    const form = await visits.visit(`${visits.runtime.url}/`);
    await form.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
    await form.getByLabel('Student', { exact: true }).fill('Ben Carter');
    const student = form.getByRole('combobox', { name: 'Where the student is' });
    await student.click();
    await student.fill('New York');
    await form.keyboard.press('Enter');
    const { date } = localParts((await visits.runtime.now()) + 2 * DAY, 'Europe/Berlin');
    await form.getByLabel('Date').fill(date);
    await form.getByLabel('Time', { exact: true }).fill('16:30');
    await form.getByLabel('Repeat').selectOption('Every week');
    // Europe and America change their clocks on different days, twice a year: four dates of each year.
    await form
      .getByText(/^From here on it is 1[01]:30 in New York/)
      .nth(3)
      .waitFor();
    await form.getByRole('button', { name: 'Schedule series' }).click();
    const dialog = form.getByRole('dialog', { name: 'Series scheduled' });
    const link = await dialog.getByRole('textbox', { name: "The student's link" }).inputValue();
    await dialog.getByRole('link', { name: 'View series' }).click();

    await form.getByRole('heading', { name: 'Ben Carter' }).waitFor();
    await rows(form).nth(2).getByText('Scheduled').waitFor();
    expect(await rows(form).count()).toBeGreaterThanOrEqual(10);

    await rows(form).nth(1).click();
    await form.getByRole('button', { name: 'Move', exact: true }).click();
    await form.getByLabel('Time', { exact: true }).fill('18:00');
    await form.getByRole('button', { name: 'Move it' }).click();
    await form.getByRole('dialog').waitFor({ state: 'detached' });
    await form.getByRole('link', { name: 'View series' }).click();
    await rows(form).nth(1).getByText('Moved from').waitFor();
    expect(await rows(form).nth(1).locator('time').innerText()).toBe('18:00');

    await rows(form).nth(2).click();
    await form.getByRole('button', { name: 'Cancel meeting' }).click();
    await form.getByLabel('This one and all following').check();
    await form.getByRole('button', { name: 'Yes, end it' }).click();
    await form.getByText(/^No date from/).waitFor();
    expect(await rows(form).count()).toBe(2);

    await form.goto(`${visits.runtime.url}/meetings?show=upcoming`);
    await until('the following meetings are cancelled', 60, async () => {
      await form.reload();
      await form.locator('.meeting').first().waitFor();
      return (await form.locator('.meeting').count()) === 2;
    });

    const guest = await visits.visit(link, { viewport: PHONE });
    await guest.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
    await guest.locator('.when').getByText(/16:30/).waitFor();
    expect(new URL(guest.url()).searchParams.has('key')).toBe(false);
  });

  it('with the keyboard only: are scheduled and shown in both zones, one is moved, one and all following are cancelled', async () => {
    const page = await visits.visit(`${visits.runtime.url}/`);
    const { keyboard: keys } = page;
    const press = async (target: Locator): Promise<void> => {
      await tabTo(target);
      await keys.press('Enter');
    };
    const type = async (target: Locator, text: string): Promise<void> => {
      await tabTo(target);
      await keys.type(text);
    };
    await type(page.getByLabel('Teacher', { exact: true }), 'Ada Lovelace');
    await type(page.getByLabel('Student', { exact: true }), 'Ben Carter');
    // The order of day and month in the field of the date depends on the browser.
    await press(page.getByRole('button', { name: 'Tomorrow 17:00' }));
    await type(page.getByRole('combobox', { name: 'Where the student is' }), 'New York');
    await keys.press('Enter');
    await type(page.getByLabel('Repeat'), 'Every week');
    await page
      .getByText(/^From here on it is 1[12]:00 in New York/)
      .first()
      .waitFor();
    await press(page.getByRole('button', { name: 'Schedule series' }));
    await press(page.getByRole('dialog').getByRole('link', { name: 'View series' }));

    await rows(page).nth(2).getByText('Scheduled').waitFor();
    expect(await rows(page).nth(1).innerText()).toMatch(/17:00[^]*1[12]:00 New York/);
    await press(rows(page).nth(1));
    await press(page.getByRole('button', { name: 'Move', exact: true }));
    await type(page.getByRole('dialog').getByLabel('Time', { exact: true }), '1800');
    await press(page.getByRole('button', { name: 'Move it' }));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press(page.getByRole('link', { name: 'View series' }));
    await rows(page).nth(1).getByText('Moved from').waitFor();
    expect(await rows(page).nth(1).locator('time').innerText()).toBe('18:00');

    await press(rows(page).nth(2));
    await press(page.getByRole('button', { name: 'Cancel meeting' }));
    await tabTo(page.getByRole('radio', { checked: true }));
    await keys.press('ArrowDown');
    await press(page.getByRole('button', { name: 'Yes, end it' }));
    await page.getByText(/^No date from/).waitFor();
    expect(await rows(page).count()).toBe(2);
  });
});
