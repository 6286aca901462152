import { beforeEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Refusal } from '../../../web/lib/api.ts';
import { WebhooksPage } from '../../../web/pages/webhooks.tsx';
import { deliveries, webhooks } from '../support/fixtures.ts';
import { renderPage } from '../support/render.ts';

const [crm, calendar] = webhooks.webhooks.map(({ id, url }) => ({ id, url }));
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

beforeEach(() => history.replaceState(null, '', '/webhooks'));

const cardOf = async (url: string) => within(await screen.findByRole('region', { name: url }));

describe('the page of webhooks', () => {
  it('shows each webhook with its events, and why it is disabled', async () => {
    renderPage(<WebhooksPage />, { webhooks: async () => webhooks.webhooks });
    const first = await cardOf(crm!.url);
    expect(first.getByText('All events')).toBeTruthy();
    expect(first.getByText('Enabled')).toBeTruthy();
    const second = await cardOf(calendar!.url);
    expect(second.getByText('Scheduled, Moved, Cancelled')).toBeTruthy();
    expect(second.getByText(/accepted nothing for a day/).textContent).toContain('HTTP 503');
    expect(second.getByRole<HTMLButtonElement>('button', { name: 'Send a test' }).disabled).toBe(true);
  });

  it('adds a webhook for some events, and shows its secret once', async () => {
    const made: unknown[] = [];
    renderPage(<WebhooksPage />, {
      webhooks: async () => [],
      createWebhook: async (body) => {
        made.push(body);
        return SECRET;
      },
    });
    await userEvent.type(await screen.findByLabelText('Address'), 'https://crm.example/hooks ');
    for (const name of ['Somebody joined', 'Somebody left']) await userEvent.click(screen.getByLabelText(name));
    await userEvent.click(screen.getByRole('button', { name: 'Add webhook' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Secret of the webhook' }));
    expect(dialog.getByText(SECRET)).toBeTruthy();
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    expect(screen.queryByText(SECRET)).toBeNull();
    expect(made).toEqual([
      {
        url: 'https://crm.example/hooks',
        types: ['scheduled', 'moved', 'ready', 'started', 'extended', 'cancelled', 'ended'],
      },
    ]);
  });

  it('says at the field why an address is refused', async () => {
    renderPage(<WebhooksPage />, {
      webhooks: async () => [],
      createWebhook: async () => {
        throw new Refusal(422, {
          detail: 'url must be a public address',
          errors: [{ field: 'url', message: 'must be a public address', code: 'WEBHOOK_ADDRESS' }],
        });
      },
    });
    const field = await screen.findByLabelText('Address');
    await userEvent.type(field, 'http://169.254.169.254');
    await userEvent.click(screen.getByRole('button', { name: 'Add webhook' }));
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/reachable from the internet/)).toBeTruthy();
  });

  it('shows deliveries with answer and duration, and sends one again', async () => {
    const sent: string[] = [];
    renderPage(<WebhooksPage />, {
      webhooks: async () => webhooks.webhooks,
      deliveries: async () => deliveries.deliveries,
      retryDelivery: async (webhook, delivery) => void sent.push(`${webhook} ${delivery}`),
    });
    const card = await cardOf(crm!.url);
    await userEvent.click(card.getByText('Recent deliveries'));
    const [waiting, delivered] = await card.findAllByRole('listitem');
    expect(waiting!.textContent).toMatch(/Room open.*Waits for the next attempt.*no answer in time.*15s.*1 attempt/);
    expect(within(waiting!).queryByRole('button')).toBeNull();
    expect(delivered!.textContent).toMatch(/Scheduled.*Accepted.*HTTP 204.*61 ms.*2 attempts/);
    await userEvent.click(within(delivered!).getByRole('button', { name: 'Send again' }));
    expect(sent).toEqual([`${crm!.id} ${deliveries.deliveries[1]!.id}`]);
  });

  it('sends a test, disables, gives a new secret and deletes', async () => {
    const calls: string[] = [];
    renderPage(<WebhooksPage />, {
      webhooks: async () => webhooks.webhooks,
      deliveries: async () => [],
      testWebhook: async (id) => void calls.push(`test ${id}`),
      enableWebhook: async (id, enabled) => void calls.push(`${enabled} ${id}`),
      rotateWebhookSecret: async (id) => (calls.push(`rotate ${id}`), SECRET),
      deleteWebhook: async (id) => void calls.push(`delete ${id}`),
    });
    const card = await cardOf(crm!.url);
    await userEvent.click(card.getByRole('button', { name: 'Send a test' }));
    expect(await card.findByText('Nothing was sent yet.')).toBeTruthy();
    await userEvent.click(card.getByRole('button', { name: 'Disable' }));
    await userEvent.click((await cardOf(calendar!.url)).getByRole('button', { name: 'Enable' }));
    await userEvent.click(card.getByRole('button', { name: 'Delete' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Yes, delete' }));
    await userEvent.click(card.getByRole('button', { name: 'New secret' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Yes, new secret' }));
    expect(await screen.findByText(SECRET)).toBeTruthy();
    const [first, second] = [crm!.id, calendar!.id];
    expect(calls).toEqual([`test ${first}`, `false ${first}`, `true ${second}`, `delete ${first}`, `rotate ${first}`]);
  });
});
