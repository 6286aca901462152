import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isSigned, Receiver } from '../../support/receiver.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({
  speed: 60,
  timeout: 60_000,
  options: ['--loopback-webhooks'],
  // The refusal of an address.
  mayLog: (error) => error.includes('422'),
});
const receiver = new Receiver();
beforeAll(async () => void (await receiver.start()));
afterAll(() => receiver.stop());

it('an organiser adds a webhook, sends a test, sends it again, and deletes the webhook', async () => {
  const page = await visits.visit(`${visits.runtime.url}/overview`);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('No webhooks yet').waitFor();

  await page.getByLabel('Address').fill('http://169.254.169.254/latest/meta-data');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await page.getByText('reachable from the internet').waitFor();

  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Secret of the webhook' });
  const secret = (await dialog.locator('code').textContent())!;
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });

  const card = page.getByRole('region', { name: receiver.url });
  receiver.answers.push(500);
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText(/Accepted/).waitFor();
  await card.getByText(/HTTP 204 · \d+ ms · 2 attempts/).waitFor();
  await card.getByRole('button', { name: 'Send again' }).click();
  await card.getByText('3 attempts').waitFor();
  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  for (const one of receiver.received) expect(isSigned(one, secret)).toBe(true);

  await card.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Yes, delete' }).click();
  await page.getByText('No webhooks yet').waitFor();
});
