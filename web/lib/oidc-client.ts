import type { OidcClient } from 'oidc-client-ts';
import type { SignInConfig } from './site-file.ts';

/** Where a page is without its file name and query: one of the redirect addresses of the client. */
export const addressOf = (href: string): string => {
  const { origin, pathname } = new URL(href);
  return origin + pathname.replace(/index(\.html)?$/, '').replace(/\.html$/, '');
};

/**
 * Loads the library only where somebody signs in. The tab keeps state and PKCE verifier of a sign-in that has begun; tokens are kept
 * nowhere but in memory.
 */
export async function createOidcClient(
  { issuer, clientId, scope }: SignInConfig,
  { storage, page }: { readonly storage: Storage; readonly page: string },
): Promise<OidcClient> {
  const { OidcClient, WebStorageStateStore } = await import('oidc-client-ts');
  return new OidcClient({
    authority: issuer,
    client_id: clientId,
    scope,
    redirect_uri: addressOf(page),
    post_logout_redirect_uri: new URL('./', page).href,
    stateStore: new WebStorageStateStore({ store: storage, prefix: STATE_PREFIX }),
  });
}

const STATE_PREFIX = 'sign-in.';

/** Whether this tab began the sign-in with this state. */
export const hasBegun = (storage: Storage, state: string): boolean => storage.getItem(STATE_PREFIX + state) !== null;
