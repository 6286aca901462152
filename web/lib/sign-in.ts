import type { OidcClient, RefreshState, SigninResponse } from 'oidc-client-ts';
import { addressOf, hasBegun } from './oidc-client.ts';
import type { SignInConfig } from './site-file.ts';

export type SignInState =
  /** The deployment has no issuer, or the page does not know yet. */
  | { readonly kind: 'none' }
  /** The page came back from the issuer, and exchanges its code for tokens. */
  | { readonly kind: 'returning' }
  | { readonly kind: 'in'; readonly name: string }
  | { readonly kind: 'out'; readonly because: 'signed out' | 'refused' | 'unreachable' };

/** The parts of the browser that a sign-in uses. */
export type Tab = Pick<Window, 'history' | 'sessionStorage' | 'opener' | 'open' | 'close'> & {
  readonly location: Pick<Location, 'href' | 'assign' | 'reload'>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void, options: AddEventListenerOptions): void;
};

export interface SignInOptions {
  /** Undefined without an issuer. */
  readonly config: () => Promise<SignInConfig | undefined>;
  readonly createClient: (config: SignInConfig) => Promise<OidcClient>;
  readonly tab: Tab;
  /** Epoch milliseconds by the clock of the browser, with which the library computes when tokens expire. */
  readonly now: () => number;
  /** Removes what this device remembers of the person who signs out. */
  readonly forget: () => void;
}

/** Seconds before its expiry in which an access token is renewed. */
const EARLY = 30;
/** Milliseconds between looks whether the window for another sign-in was closed. */
const LOOK = 500;
const SIGNED_OUT = 'signed out';

/** The window was not opened, or was closed before somebody signed in. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/**
 * Signs an organiser in with OpenID Connect. Tokens are in memory only: after a reload, and on the next page, the tab goes to the issuer
 * and comes back, without a question while the issuer knows the person.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #listeners = new Set<() => void>();
  #state: SignInState;
  #begun: Promise<void> | undefined;
  #client: OidcClient | undefined;
  #tokens: SigninResponse | undefined;
  #renewal: Promise<void> | undefined;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#state = { kind: answerIn(options.tab.location.href) ? 'returning' : 'none' };
  }

  readonly state = (): SignInState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Signs in, if the deployment has an issuer. Never resolves when the tab leaves the page. */
  readonly begin = (): Promise<void> => {
    this.#begun ??= this.#begin().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  };

  /** As `fetch`, with the access token. Renews it before it expires, and once when the API refuses it. */
  readonly fetch: typeof fetch = async (input, init) => {
    await this.begin();
    if (this.#tokens && this.#isOld(this.#tokens)) await this.#renew();
    const used = this.#tokens?.access_token;
    const response = await fetch(input, withToken(init, used));
    if (response.status !== 401 || used === undefined) return response;
    // Another call may have got a new token meanwhile.
    if (this.#tokens?.access_token === used) await this.#renew();
    const token = this.#tokens?.access_token;
    return token === undefined || token === used ? response : fetch(input, withToken(init, token));
  };

  /** By a button, after `out`. Rejects with NotSignedIn when that is not possible. */
  readonly enter = (): Promise<void> => {
    this.#options.tab.sessionStorage.removeItem(SIGNED_OUT);
    this.#begun = undefined;
    return this.begin();
  };

  /**
   * Signs in in another window, so that what somebody typed on this page stays.
   * @throws NotSignedIn
   */
  readonly again = async (): Promise<void> => {
    const { tab } = this.#options;
    const client = this.#client;
    // At once: browsers block windows that do not follow a click.
    const popup = tab.open('', '_blank', 'popup,width=480,height=640');
    if (!client || !popup) throw new NotSignedIn('no window');
    try {
      const { url } = await client.createSigninRequest({});
      popup.location.replace(url);
      await this.#accept(await client.processSigninResponse(await answerOf(popup, tab)));
    } catch (error) {
      popup.close();
      throw new NotSignedIn('the sign-in was not completed', { cause: error });
    }
  };

  readonly signOut = async (): Promise<void> => {
    const { tab, forget } = this.#options;
    const idToken = this.#tokens?.id_token;
    this.#tokens = undefined;
    tab.sessionStorage.setItem(SIGNED_OUT, 'yes');
    forget();
    const home = new URL('./', addressOf(tab.location.href)).href;
    const request = await this.#client
      ?.createSignoutRequest({
        ...(idToken !== undefined && { id_token_hint: idToken }),
        // Cognito has its own names.
        extraQueryParams: { client_id: this.#client.settings.client_id, logout_uri: home },
      })
      // Issuers without a way to sign out.
      .catch(() => undefined);
    if (request) tab.location.assign(request.url);
    else this.#set({ kind: 'out', because: 'signed out' });
  };

  async #begin(): Promise<void> {
    const { config, createClient, tab } = this.#options;
    const found = await config().catch((error: unknown) => {
      if (this.#state.kind === 'returning') this.#out('unreachable', error);
      throw error;
    });
    if (!found) return this.#set({ kind: 'none' });
    const { href } = tab.location;
    const answer = answerIn(href);
    if (answer && tab.opener && !hasBegun(tab.sessionStorage, answer)) return handOver(href, tab);
    try {
      this.#client = await createClient(found);
      if (answer) return await this.#return(this.#client, href);
    } catch (error) {
      return this.#fail(error);
    }
    if (tab.sessionStorage.getItem(SIGNED_OUT) === null) return this.#leave();
    return this.#out('signed out');
  }

  /** Goes to the issuer. */
  async #leave(): Promise<void> {
    const { tab } = this.#options;
    try {
      const { search } = new URL(tab.location.href);
      const request = await this.#client!.createSigninRequest({ state: { search } });
      tab.location.assign(request.url);
    } catch (error) {
      return this.#fail(error);
    }
    return new Promise(() => undefined);
  }

  /** The issuer led to this page, as the tab asked it; only the query is the tab's own. */
  async #return(client: OidcClient, href: string): Promise<void> {
    const { tab } = this.#options;
    const show = (search: string): void => {
      const url = new URL(addressOf(href));
      url.search = search;
      tab.history.replaceState(tab.history.state, '', url);
    };
    show('');
    const tokens = await client.processSigninResponse(href);
    show(searchIn(tokens.userState));
    tab.sessionStorage.removeItem(SIGNED_OUT);
    await this.#accept(tokens);
  }

  /** Another person must not go on with what the one before typed. */
  async #accept(tokens: SigninResponse): Promise<void> {
    const before = this.#tokens?.profile.sub;
    if (before !== undefined && tokens.profile.sub !== before) {
      this.#options.forget();
      this.#options.tab.location.reload();
      return new Promise(() => undefined);
    }
    this.#tokens = tokens;
    const { name, email, preferred_username, sub } = tokens.profile;
    this.#set({ kind: 'in', name: name ?? email ?? preferred_username ?? sub });
  }

  #isOld({ expires_at }: SigninResponse): boolean {
    return expires_at !== undefined && expires_at - EARLY < this.#options.now() / 1_000;
  }

  /** Does nothing when the issuer does not renew: the API then refuses the token. */
  #renew(): Promise<void> {
    this.#renewal ??= this.#renewOnce().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #renewOnce(): Promise<void> {
    const tokens = this.#tokens;
    if (tokens?.refresh_token === undefined) return;
    try {
      const renewed = await this.#client!.useRefreshToken({ state: tokens as RefreshState });
      this.#tokens = Object.assign(renewed, { refresh_token: renewed.refresh_token ?? tokens.refresh_token });
    } catch (error) {
      if (isUnreachable(error)) throw error;
    }
  }

  #fail(error: unknown): never {
    return this.#out(isUnreachable(error) ? 'unreachable' : 'refused', error);
  }

  #out(because: 'signed out' | 'refused' | 'unreachable', cause?: unknown): never {
    this.#set({ kind: 'out', because });
    throw new NotSignedIn(because, { cause });
  }

  #set(state: SignInState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The state in the address to which an issuer led; undefined for other addresses. */
function answerIn(href: string): string | undefined {
  const { searchParams } = new URL(href);
  const isAnswer = searchParams.has('code') || searchParams.has('error');
  return (isAnswer && searchParams.get('state')) || undefined;
}

function withToken(init: RequestInit | undefined, token: string | undefined): RequestInit | undefined {
  if (token === undefined) return init;
  return { ...init, headers: { ...(init?.headers as Record<string, string>), Authorization: `Bearer ${token}` } };
}

/** What the page had in its address before. It can lead nowhere else: it is only a query. */
function searchIn(state: unknown): string {
  const { search } = (state ?? {}) as { readonly search?: unknown };
  return typeof search === 'string' ? search : '';
}

interface Message {
  readonly signedInAt: string;
}

/** In the window for another sign-in: gives the answer of the issuer to the page that opened it, if that has the same origin. */
function handOver(href: string, tab: Tab): Promise<void> {
  const message: Message = { signedInAt: href };
  (tab.opener as Window).postMessage(message, new URL(href).origin);
  tab.close();
  return new Promise(() => undefined);
}

/** The answer that the window hands over. Rejects when it is closed before. */
function answerOf(popup: Window, tab: Tab): Promise<string> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const timer = setInterval(() => {
      if (popup.closed) settle(() => reject(new NotSignedIn('the window was closed')));
    }, LOOK);
    const settle = (act: () => void): void => {
      clearInterval(timer);
      over.abort();
      act();
    };
    tab.addEventListener(
      'message',
      ({ origin, source, data }) => {
        const { signedInAt } = (data ?? {}) as Partial<Message>;
        if (origin !== new URL(tab.location.href).origin || source !== popup || typeof signedInAt !== 'string') return;
        settle(() => resolve(signedInAt));
      },
      { signal: over.signal },
    );
  });
}

/** Errors of `fetch`, and those of the library for time-outs and errors of the server. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && (error.name === 'ErrorTimeout' || /\(5\d\d\)$/.test(error.message)));
