import { Fragment, type ReactNode } from 'react';
import { ORGANISERS } from '../lib/languages/built-organisers.ts';
import { loadPart } from '../lib/languages/languages.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { chosenLanguage } from '../lib/chosen-language.ts';
import { LanguageProvider } from './language.tsx';
import { ApiKeyStore } from '../lib/api-key.ts';
import { createApi } from '../lib/organiser-api.ts';
import { createOidcClient } from '../lib/oidc-client.ts';
import { joinUrlIn, signInIn } from '../lib/organiser-site.ts';
import { forgetPeople } from '../lib/people.ts';
import { SignIn } from '../lib/sign-in.ts';
import { type CreateOrganiser, showPage } from './show-page.tsx';
import { useSignInState } from './sign-in.tsx';

const loadOrganiserTexts = async (tag: string): Promise<OrganiserTexts> => (await loadPart(ORGANISERS, tag))();

const createOrganiser: CreateOrganiser = (options, config) => {
  const signIn = new SignIn({
    config: async () => signInIn((await config()).file),
    createClient: (found) => createOidcClient(found, { storage: sessionStorage, page: document.baseURI }),
    tab: window,
    now: Date.now,
    forget: () => forgetPeople(localStorage),
  });
  // The state says what went wrong; calls begin again.
  signIn.begin().catch(() => undefined);
  const apiKey = new ApiKeyStore(localStorage);
  const keyToSend = () => (signIn.state().kind === 'in' ? undefined : apiKey.get());
  return {
    signIn,
    apiKey,
    api: createApi({ ...options, apiKey: keyToSend, fetch: signIn.fetch }),
    joinUrl: async () => joinUrlIn((await config()).file, document.baseURI),
  };
};

/** A new page once the address is again the one before the sign-in: pages read it when they begin. */
const AfterReturn = ({ children }: { readonly children: ReactNode }) => (
  <Fragment key={String(useSignInState().kind === 'returning')}>{children}</Fragment>
);

/** In the language that was chosen on this device, else in the browser's. */
export const showOrganiserPage = (page: ReactNode): void =>
  showPage(
    () => (
      <LanguageProvider wanted={[chosenLanguage(), ...navigator.languages]} loadOrganiserTexts={loadOrganiserTexts}>
        <ErrorBoundary>
          <AfterReturn>{page}</AfterReturn>
        </ErrorBoundary>
      </LanguageProvider>
    ),
    createOrganiser,
  );
