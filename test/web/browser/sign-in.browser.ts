import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { Receipt } from '../../../steps/api/http/response-schemas.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({
  speed: 1,
  options: ['--sign-in'],
  timeout: 15_000,
  // The script of the other origin tries what the browser forbids.
  mayLog: (error) => /Content Security Policy|CORS policy|Failed to fetch/.test(error),
});

/** Opens an organiser's page, and chooses a person on the page of the issuer. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByText(`Signed in as ${name}`).waitFor({ state: 'attached' });
}

const pageOf = async (person: BrowserContext, path: string): Promise<Page> => {
  const page = await person.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(visits.runtime.url + path);
  return page;
};

async function schedule(page: Page, student: string): Promise<Receipt> {
  await page.getByLabel('Teacher', { exact: true }).fill('Ada');
  await page.getByLabel('Student', { exact: true }).fill(student);
  const response = page.waitForResponse((one) => one.url().endsWith('/schedule') && one.ok());
  await page.getByRole('button', { name: 'Schedule meeting' }).click();
  return (await (await response).json()) as Receipt;
}

describe('organisers who sign in', () => {
  it('come back to the page they opened, and see only their own meetings until they sign out', async () => {
    const ada = await visits.person();
    const form = await pageOf(ada, '/');
    await signIn(form, 'Ada Lovelace');
    const { id } = await schedule(form, 'Ben');
    const own = await pageOf(ada, `/meetings?id=${id}`);
    await own.getByRole('heading', { name: 'Ben with Ada' }).waitFor();
    expect(own.url()).toBe(`${visits.runtime.url}/meetings?id=${id}`);

    const other = await pageOf(await visits.person(), `/meetings?id=${id}`);
    await signIn(other, 'Grace Hopper');
    await other.getByText('This no longer exists').waitFor();

    await own.getByRole('button', { name: 'Sign out' }).click();
    await own.getByRole('button', { name: 'Sign out' }).click();
    await own.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await own.getByRole('button', { name: 'Sign in' }).click();
    await own.getByRole('heading', { name: 'Sign in as' }).waitFor();
  });

  it('keep what they typed when the sign-in ends', async () => {
    const person = await visits.person();
    const page = await pageOf(person, '/');
    await signIn(page, 'Ada Lovelace');
    await page.getByLabel('Teacher', { exact: true }).fill('Ada');
    // The issuer renews no more, and the API does not know the token any more.
    await person.route('**/token', (route) =>
      route.request().postData()?.includes('refresh_token')
        ? route.fulfill({
            status: 400,
            headers: { 'Access-Control-Allow-Origin': '*' },
            json: { error: 'invalid_grant' },
          })
        : route.continue(),
    );
    let ended = true;
    await page.route('**/schedule', (route) => (ended ? route.fulfill({ status: 401, json: {} }) : route.continue()));
    await page.getByLabel('Student', { exact: true }).fill('Ben');
    await page.getByRole('button', { name: 'Schedule meeting' }).click();
    const window = page.waitForEvent('popup');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    ended = false;
    // The issuer still knows the person, so the window closes by itself.
    const popup = await window;
    if (!popup.isClosed()) await popup.waitForEvent('close');
    await page.getByRole('dialog', { name: 'Meeting scheduled' }).waitFor();
  });
});

/** What the script of a room's host, which runs in the join page, can try. Returns all that it found. */
const ATTACK = `async ({ site, issuer }) => {
  const found = [];
  const attempt = async (what, act) => {
    try {
      const value = await act();
      if (value) found.push([what, String(value)]);
    } catch {
      // The browser refused.
    }
  };
  await attempt('storage', () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).match(/token|sign-in/));
  await attempt('cookies', () => document.cookie);
  const opened = open(site + '/meetings', 'organiser');
  const answers = [];
  addEventListener('message', ({ data }) => answers.push(data));
  // At first the window has an empty document of this origin.
  const isEmpty = () => {
    try {
      return opened.location.href === 'about:blank';
    } catch {
      return false;
    }
  };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
  while (isEmpty()) await pause();
  for (let look = 0; look < 10; look++) {
    await attempt('document of the window', () => opened.document?.body?.textContent);
    await attempt('address of the window', () => opened.location.href);
    await attempt('storage of the window', () => JSON.stringify(opened.sessionStorage));
    await pause();
  }
  await attempt('messages', () => answers.length && JSON.stringify(answers));
  const query = new URLSearchParams({
    client_id: 'pages', response_type: 'code', scope: 'openid profile', prompt: 'none', state: 's',
    redirect_uri: location.origin + location.pathname, code_challenge: 'x'.repeat(43), code_challenge_method: 'S256',
  });
  for (const redirect of [location.origin + location.pathname, site + '/meetings']) {
    query.set('redirect_uri', redirect);
    const frame = document.createElement('iframe');
    frame.src = issuer + '/auth?' + query;
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = frame.onerror = resolve;
      setTimeout(resolve, 1000);
    });
    await attempt('silent sign-in', () => new URL(frame.contentWindow.location.href).searchParams.get('code'));
    await attempt('token', async () => (await fetch(issuer + '/token', {
      method: 'POST', credentials: 'include',
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'pages', code: 'x', redirect_uri: redirect }),
    })).text());
  }
  await attempt('meetings', async () => {
    const response = await fetch(site + '/meetings', { credentials: 'include' });
    return response.ok && response.text();
  });
  return found;
}`;

describe("the script of a room's host", () => {
  it('gets nothing of the organiser who is signed in in the same browser', async () => {
    const person = await visits.person();
    const form = await pageOf(person, '/');
    await signIn(form, 'Ada Lovelace');
    const { teacher_link } = await schedule(form, 'Ben');
    const join = await person.newPage();
    // Without the policy of the page, so that only the origins are tested.
    await join.route('**/join?*', async (route) => {
      const response = await route.fetch();
      const { 'content-security-policy': _policy, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await join.goto(teacher_link);
    const { origin } = new URL(teacher_link);
    expect(origin).not.toBe(visits.runtime.url);
    const { signIn: configured } = (await (await fetch(`${visits.runtime.url}/config.json`)).json()) as {
      readonly signIn: { readonly issuer: string };
    };
    const attack = `(${ATTACK})(${JSON.stringify({ site: visits.runtime.url, issuer: configured.issuer })})`;
    expect(await join.evaluate(attack)).toEqual([]);
    // At the origin of organisers it would find something.
    expect(await form.evaluate(attack)).not.toEqual([]);
    expect(await join.evaluate(`fetch('/meetings').then((response) => response.status)`)).toBe(404);
  });
});
