import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parseLink } from '../../../client/client.ts';
import { until } from '../../support/until.ts';
import { violationsOf } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 60, timeout: 60_000 });

it('a mail of a new meeting is in the outbox, and its link opens the meeting of its person', async () => {
  const form = await visits.visit(`${visits.runtime.url}/`);
  await form.getByLabel('Teacher', { exact: true }).fill('Ada Lovelace');
  await form.getByLabel('Student', { exact: true }).fill('Ben Carter');
  await form.getByLabel("Student's email").fill('ben@example.org');
  await form.getByRole('button', { name: 'Schedule meeting' }).click();
  await form.getByRole('dialog', { name: 'Meeting scheduled' }).waitFor();

  const outbox = await visits.visit(`${visits.runtime.url}/outbox`, { viewport: PHONE });
  await until('the mail is sent', 60, async () => {
    await outbox.reload();
    return (await outbox.getByRole('listitem').count()) > 0;
  });
  expect(await violationsOf(outbox)).toEqual([]);
  await outbox.getByRole('link', { name: /ben@example\.org/ }).click();
  await outbox.getByRole('heading', { name: 'Calendar (REQUEST)' }).waitFor();
  const html = await (await fetch(`${outbox.url()}/html`)).text();
  expect(await violationsOf(outbox)).toEqual([]);

  const mail = await outbox.context().newPage();
  await mail.setContent(html);
  // A mail has no landmarks.
  expect(await violationsOf(mail, { without: ['landmark-one-main', 'region'] })).toEqual([]);
  const opened = outbox.context().waitForEvent('page');
  await mail.getByRole('link', { name: 'Go to your meeting' }).click();
  const join = await opened;
  await join.getByRole('heading', { level: 1, name: 'Your meeting with Ada Lovelace' }).waitFor();
});

it('the calendar address has the meeting, and the report counts it after its end', async () => {
  const { teacher_link, student_link } = await visits.runtime.schedule(1);
  const page = await visits.visit(`${visits.runtime.url}/meetings`, { viewport: PHONE });
  await page.getByRole('button', { name: 'Calendar address' }).click();
  await page.getByRole('button', { name: 'Create address' }).click();
  const address = (await page.locator('.webhook-secret').textContent())!;
  expect(await violationsOf(page)).toEqual([]);
  expect(await (await fetch(address)).text()).toContain('Ben Carter');
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByRole('button', { name: 'Yes, revoke' }).click();
  await page.getByRole('button', { name: 'Create address' }).waitFor();
  expect((await fetch(address)).status).toBe(404);
  await page.getByRole('button', { name: 'Done' }).click();

  await visits.runtime.openRoom(parseLink(student_link));
  await visits.runtime.end(parseLink(teacher_link));
  await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click();
  await page.locator('.figure', { hasText: '1' }).first().waitFor();
  expect(await violationsOf(page)).toEqual([]);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const file = await saved;
  expect(readFileSync(await file.path(), 'utf8')).toContain('Ben Carter');
});
