import { describe, expect, it } from '@jest/globals';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Organiser } from '../../../web/components/app.tsx';
import { Refusal } from '../../../web/lib/api.ts';
import { NotSignedIn, type SignInState } from '../../../web/lib/sign-in.ts';
import { OverviewPage } from '../../../web/pages/overview.tsx';
import { WebhooksPage } from '../../../web/pages/webhooks.tsx';
import { renderPage } from '../support/render.ts';

/** A sign-in in a state that the test changes. */
function signInAs(state: SignInState, parts: Partial<Organiser['signIn']> = {}) {
  const listeners = new Set<() => void>();
  let current = state;
  return {
    state: () => current,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    enter: async () => undefined,
    again: async () => undefined,
    signOut: async () => undefined,
    ...parts,
    set: (next: SignInState): void => {
      current = next;
      for (const listener of listeners) listener();
    },
  };
}

const ADA: SignInState = { kind: 'in', name: 'Ada Lovelace' };
const show = (page: React.ReactNode, api: Parameters<typeof renderPage>[1], signIn: Organiser['signIn']) =>
  renderPage(page, api, 'meeting', false, signIn);

describe("an organiser's page", () => {
  it('says who is signed in, and signs them out', async () => {
    let out = 0;
    show(<WebhooksPage />, { webhooks: async () => [] }, signInAs(ADA, { signOut: async () => void (out += 1) }));
    expect(screen.getByText('Signed in as Ada Lovelace')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(out).toBe(1);
  });

  it.each([
    ['signed out', 'You are signed out'],
    ['refused', 'The sign-in was not completed'],
    ['unreachable', 'The sign-in service cannot be reached'],
  ] as const)('calls nothing while nobody is signed in (%s), and has a button', async (because, title) => {
    let asked = 0;
    const signIn = signInAs({ kind: 'out', because }, { enter: async () => void (asked += 1) });
    show(<WebhooksPage />, {}, signIn);
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(asked).toBe(1);
  });

  it('waits for the answer of the issuer before it reads its address', async () => {
    const signIn = signInAs({ kind: 'returning' });
    show(<WebhooksPage />, { webhooks: async () => [] }, signIn);
    expect(screen.queryByRole('heading', { level: 1 })).toBeNull();
    act(() => signIn.set(ADA));
    expect(await screen.findByRole('heading', { level: 1 })).toBeTruthy();
  });

  it('says that a role does not allow something, and asks for no key', async () => {
    const refused = async () => Promise.reject(new Refusal(403, {}));
    show(<OverviewPage />, { overview: refused, webhooks: async () => [] }, signInAs(ADA));
    expect(await screen.findByText('You are not allowed to do this. Ask an administrator.')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a sign-in that has ended', () => {
  async function typeAndSend(signIn: Organiser['signIn'], created: string[], isValid: () => boolean): Promise<void> {
    const api = {
      webhooks: async () => [],
      createWebhook: async ({ url }: { readonly url: string }) => {
        if (!isValid()) throw new Refusal(401, {});
        created.push(url);
        return 'whsec_secret';
      },
    };
    show(<WebhooksPage />, api, signIn);
    await userEvent.type(await screen.findByLabelText('Address'), 'https://hooks.example/a');
    await userEvent.click(screen.getByRole('button', { name: 'Add webhook' }));
  }

  it('is asked for again, and the call goes on with what was typed', async () => {
    let valid = false;
    const created: string[] = [];
    const signIn = signInAs(ADA, { again: async () => void (valid = true) });
    await typeAndSend(signIn, created, () => valid);
    expect(await screen.findByRole('dialog', { name: 'Sign in again' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('whsec_secret')).toBeTruthy();
    expect(created).toEqual(['https://hooks.example/a']);
  });

  it('says that the window was closed, and leaves the form as it is', async () => {
    const signIn = signInAs(ADA, { again: async () => Promise.reject(new NotSignedIn('closed')) });
    await typeAndSend(signIn, [], () => false);
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText(/allow this site to open windows/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Not now' }));
    expect(screen.getByLabelText<HTMLInputElement>('Address').value).toBe('https://hooks.example/a');
  });
});
