import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createOidcClient } from '../../../web/lib/oidc-client.ts';
import { joinUrlIn, signInIn } from '../../../web/lib/organiser-site.ts';
import { NotSignedIn, SignIn, type Tab } from '../../../web/lib/sign-in.ts';
import { FakeIssuer, memoryStorage, SITE } from '../support/issuer.ts';

const CONFIG = { issuer: 'https://login.test', clientId: 'pages', scope: 'openid profile' };

/** The first value, within 5,000 turns: the browser makes hashes in other threads. */
async function soon<T>(read: () => T | undefined | false): Promise<T> {
  for (let turn = 0; turn < 5_000; turn++) {
    const value = read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve));
  }
  throw new Error('nothing happened');
}

let issuer: FakeIssuer;
beforeEach(() => {
  issuer = new FakeIssuer();
});
afterEach(() => issuer.stop());

/** A tab of a browser that shows an organiser's page. It keeps its storage when it goes elsewhere. */
class FakeTab {
  readonly storage = memoryStorage();
  readonly left: string[] = [];
  address = '';
  reloads = 0;
  forgotten = 0;
  opener: unknown = null;
  closed = false;
  now = Date.now();
  /** The window for another sign-in; undefined: the browser blocks it. */
  popup: { closed: boolean; address: string; location: object; close(): void } | undefined;
  #listener: ((event: MessageEvent) => void) | undefined;

  /** The page loads at an address. */
  open(address: string): SignIn {
    this.address = address;
    const tab = {
      location: {
        href: address,
        assign: (url: string) => void this.left.push(url),
        reload: () => void (this.reloads += 1),
      },
      history: {
        state: null,
        replaceState: (_state: null, _title: string, url: URL) => void (this.address = url.href),
      },
      sessionStorage: this.storage,
      opener: this.opener,
      close: () => void (this.closed = true),
      open: () => this.popup ?? null,
      addEventListener: (_type: string, listener: (event: MessageEvent) => void) => void (this.#listener = listener),
    };
    return new SignIn({
      config: async () => CONFIG,
      createClient: (found) => createOidcClient(found, { storage: this.storage, page: address }),
      tab: tab as unknown as Tab,
      now: () => this.now,
      forget: () => void (this.forgotten += 1),
    });
  }

  allowPopup(): void {
    const popup = {
      closed: false,
      address: '',
      location: { replace: (url: string) => void (popup.address = url) },
      close: () => void (popup.closed = true),
    };
    this.popup = popup;
  }

  /** Where the window went. */
  async popupGone(): Promise<URL> {
    return new URL(await soon(() => this.popup?.address));
  }

  receive(origin: string, source: unknown, signedInAt: string): void {
    this.#listener?.({ origin, source, data: { signedInAt } } as MessageEvent);
  }

  /** Where the tab went last, once it has. */
  async gone(): Promise<URL> {
    return new URL(await soon(() => this.left.pop()));
  }

  /** Signs a person in: the tab goes to the issuer, and comes back. */
  async signIn(sub: string, page = `${SITE}/meetings`): Promise<SignIn> {
    void this.open(page).begin();
    const signIn = this.open(issuer.answer(await this.gone(), sub));
    await signIn.begin();
    return signIn;
  }
}

describe('an organiser who opens a page', () => {
  it('is led to the issuer with PKCE, and back to what the address had', async () => {
    const tab = new FakeTab();
    void tab.open(`${SITE}/meetings?id=abc&show=past`).begin();
    const asked = await tab.gone();
    expect(asked.origin + asked.pathname).toBe('https://login.test/auth');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'pages',
      response_type: 'code',
      redirect_uri: `${SITE}/meetings`,
      code_challenge_method: 'S256',
    });
    const back = tab.open(issuer.answer(asked, 'ada'));
    expect(back.state()).toEqual({ kind: 'returning' });
    await back.begin();
    expect(back.state()).toEqual({ kind: 'in', name: 'Name of ada' });
    expect(tab.address).toBe(`${SITE}/meetings?id=abc&show=past`);
    const { code_verifier } = issuer.exchanged[0]!;
    expect(createHash('sha256').update(code_verifier!).digest('base64url')).toBe(
      asked.searchParams.get('code_challenge'),
    );
  });

  it('leaves no token in the storage of the browser', async () => {
    const tab = new FakeTab();
    await tab.signIn('ada');
    expect(JSON.stringify(tab.storage.all())).not.toMatch(/token/);
    expect(tab.storage.all()).toEqual({});
  });

  it('calls the API with the access token', async () => {
    const signIn = await new FakeTab().signIn('ada');
    await signIn.fetch('https://api.test/meetings', { headers: { Accept: 'application/json' } });
    expect(issuer.apiCalls).toEqual([{ Accept: 'application/json', Authorization: 'Bearer access-1-ada' }]);
  });
});

describe('an answer that the tab did not ask for', () => {
  it.each([
    ['a code of somebody else (session fixation)', (asked: URL) => issuer.answer(asked, 'eve')],
    ['an error with another state', () => `${SITE}/meetings?error=access_denied&state=other`],
  ])('signs nobody in: %s', async (_what, answer) => {
    const attacker = new FakeTab();
    void attacker.open(`${SITE}/meetings`).begin();
    const victim = new FakeTab();
    const signIn = victim.open(answer(await attacker.gone()));
    await expect(signIn.begin()).rejects.toThrow(NotSignedIn);
    expect(signIn.state()).toEqual({ kind: 'out', because: 'refused' });
    expect(issuer.exchanged).toEqual([]);
    expect(victim.address).toBe(`${SITE}/meetings`);
  });

  it('is not accepted twice', async () => {
    const tab = new FakeTab();
    void tab.open(`${SITE}/meetings`).begin();
    const answer = issuer.answer(await tab.gone(), 'ada');
    await tab.open(answer).begin();
    await expect(tab.open(answer).begin()).rejects.toThrow(NotSignedIn);
  });

  it('leads nowhere, whatever the storage of the tab says', async () => {
    for (const search of [
      '//evil.example',
      'https://evil.example/',
      '/../../evil',
      { toString: () => 'https://evil' },
    ]) {
      const tab = new FakeTab();
      void tab.open(`${SITE}/meetings`).begin();
      const asked = await tab.gone();
      const [[name, text] = ['', '']] = Object.entries(tab.storage.all());
      tab.storage.setItem(name, JSON.stringify({ ...(JSON.parse(text) as object), data: { search } }));
      await tab.open(issuer.answer(asked, 'ada')).begin();
      expect(tab.left).toEqual([]);
      expect(new URL(tab.address).origin + new URL(tab.address).pathname).toBe(`${SITE}/meetings`);
    }
  });
});

describe('a sign-in that fails', () => {
  it('says so, and goes to the issuer only when somebody asks', async () => {
    const tab = new FakeTab();
    void tab.open(`${SITE}/meetings`).begin();
    const state = (await tab.gone()).searchParams.get('state')!;
    const signIn = tab.open(`${SITE}/meetings?error=access_denied&state=${state}`);
    await expect(signIn.begin()).rejects.toThrow(NotSignedIn);
    expect([signIn.state(), tab.left]).toEqual([{ kind: 'out', because: 'refused' }, []]);
  });

  it('because the issuer cannot be reached can be tried again', async () => {
    issuer.down = true;
    const tab = new FakeTab();
    const later = tab.open(`${SITE}/`);
    await expect(later.begin()).rejects.toThrow(NotSignedIn);
    expect(later.state()).toEqual({ kind: 'out', because: 'unreachable' });
    issuer.down = false;
    void later.enter();
    expect((await tab.gone()).pathname).toBe('/auth');
  });
});

describe('an access token', () => {
  it('is renewed before it expires, once for all calls', async () => {
    const tab = new FakeTab();
    const signIn = await tab.signIn('ada');
    tab.now += 3_590_000;
    await Promise.all([1, 2, 3].map(() => signIn.fetch('https://api.test/meetings')));
    expect(issuer.renewals).toBe(1);
    expect(issuer.apiCalls.map(({ Authorization }) => Authorization)).toEqual(Array(3).fill('Bearer access-2-ada'));
  });

  it('is renewed when the API refuses it, and the call is made again', async () => {
    const signIn = await new FakeTab().signIn('ada');
    issuer.revoke('access-1-ada');
    expect((await signIn.fetch('https://api.test/meetings')).status).toBe(200);
    expect(issuer.apiCalls).toHaveLength(2);
  });

  it('that the issuer does not renew leaves the 401 to the page', async () => {
    const signIn = await new FakeTab().signIn('ada');
    issuer.revoke('access-1-ada');
    issuer.renews = false;
    expect((await signIn.fetch('https://api.test/meetings')).status).toBe(401);
    expect(signIn.state()).toMatchObject({ kind: 'in' });
  });

  it('that cannot be renewed now is an issuer that cannot be reached, and no end of the sign-in', async () => {
    const tab = new FakeTab();
    const signIn = await tab.signIn('ada');
    tab.now += 3_590_000;
    issuer.down = true;
    await expect(signIn.fetch('https://api.test/meetings')).rejects.toThrow(TypeError);
    issuer.down = false;
    expect((await signIn.fetch('https://api.test/meetings')).status).toBe(200);
  });
});

describe('another sign-in, in a window', () => {
  async function ended(): Promise<{ readonly tab: FakeTab; readonly signIn: SignIn }> {
    const tab = new FakeTab();
    const signIn = await tab.signIn('ada');
    issuer.revoke('access-1-ada');
    issuer.renews = false;
    tab.allowPopup();
    return { tab, signIn };
  }

  it('gives the page new tokens, and leaves it as it is', async () => {
    const { tab, signIn } = await ended();
    const done = signIn.again();
    tab.receive(SITE, tab.popup, issuer.answer(await tab.popupGone(), 'ada'));
    await done;
    expect((await signIn.fetch('https://api.test/meetings')).status).toBe(200);
    expect([tab.left, tab.reloads]).toEqual([[], 0]);
  });

  it('of another person loads the page again, and forgets what the first one left', async () => {
    const { tab, signIn } = await ended();
    void signIn.again();
    tab.receive(SITE, tab.popup, issuer.answer(await tab.popupGone(), 'grace'));
    await soon(() => tab.reloads > 0);
    expect(tab.forgotten).toBe(1);
    expect((await signIn.fetch('https://api.test/meetings')).status).toBe(401);
  });

  it('takes no answer from another origin or window, nor one with another state', async () => {
    const { tab, signIn } = await ended();
    const done = signIn.again();
    const answer = issuer.answer(await tab.popupGone(), 'ada');
    tab.receive('https://evil.example', tab.popup, answer);
    tab.receive(SITE, {}, answer);
    expect(issuer.exchanged).toHaveLength(1);
    tab.receive(SITE, tab.popup, `${SITE}/meetings?code=code-eve&state=guess`);
    await expect(done).rejects.toThrow(NotSignedIn);
    expect(issuer.exchanged).toHaveLength(1);
  });

  it('says that the browser opened no window', async () => {
    const { tab, signIn } = await ended();
    tab.popup = undefined;
    await expect(signIn.again()).rejects.toThrow(NotSignedIn);
  });

  it('is not meant when a page that a link opened signs in by itself', async () => {
    const tab = new FakeTab();
    tab.opener = {};
    expect((await tab.signIn('ada')).state()).toMatchObject({ kind: 'in' });
    expect(tab.closed).toBe(false);
  });

  it('hands the answer to the page that opened the window, and closes it', async () => {
    const tab = new FakeTab();
    const messages: unknown[] = [];
    tab.opener = { postMessage: (message: unknown, origin: string) => messages.push([message, origin]) };
    const answer = `${SITE}/meetings?code=c&state=s`;
    void tab.open(answer).begin();
    await soon(() => tab.closed);
    expect(messages).toEqual([[{ signedInAt: answer }, SITE]]);
    expect(issuer.exchanged).toEqual([]);
  });
});

describe('who signs out', () => {
  it('is signed out at the issuer, and not signed in again by itself', async () => {
    const tab = new FakeTab();
    const signIn = await tab.signIn('ada');
    await signIn.signOut();
    const out = await tab.gone();
    expect(out.origin + out.pathname).toBe('https://login.test/logout');
    expect(Object.fromEntries(out.searchParams)).toMatchObject({
      post_logout_redirect_uri: `${SITE}/`,
      logout_uri: `${SITE}/`,
      client_id: 'pages',
      id_token_hint: expect.any(String),
    });
    expect(tab.forgotten).toBe(1);
    await signIn.fetch('https://api.test/meetings').catch(() => undefined);
    expect(issuer.apiCalls.at(-1)?.Authorization).toBeUndefined();
    const next = tab.open(`${SITE}/`);
    await expect(next.begin()).rejects.toThrow(NotSignedIn);
    expect([next.state(), tab.left]).toEqual([{ kind: 'out', because: 'signed out' }, []]);
    void next.enter();
    expect((await tab.gone()).pathname).toBe('/auth');
  });

  it('is signed out here when the issuer has no way to sign out', async () => {
    issuer.hasLogout = false;
    const tab = new FakeTab();
    const signIn = await tab.signIn('ada');
    await signIn.signOut();
    expect([signIn.state(), tab.left]).toEqual([{ kind: 'out', because: 'signed out' }, []]);
  });
});

describe('the configuration of the site', () => {
  it('names the join page and the issuer', () => {
    expect(joinUrlIn({ joinUrl: 'https://join.test/join' }, `${SITE}/meetings?id=1`)).toBe('https://join.test/join');
    for (const joinUrl of [undefined, 'javascript:alert(1)'])
      expect(joinUrlIn({ joinUrl }, `${SITE}/meetings?id=1`)).toBe(`${SITE}/join`);
    expect(signInIn({ signIn: CONFIG })).toEqual(CONFIG);
    expect(signInIn({})).toBeUndefined();
    expect(() => signInIn({ signIn: { issuer: 'https://login.test' } })).toThrow('incomplete');
  });
});
