import type { ReactNode } from 'react';
import { ORGANISERS } from '../lib/languages/built-organisers.ts';
import { loadPart } from '../lib/languages/languages.ts';
import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { chosenLanguage } from '../lib/chosen-language.ts';
import { LanguageProvider } from './language.tsx';
import { createApi } from '../lib/organiser-api.ts';
import { joinUrlIn } from '../lib/organiser-site.ts';
import { type CreateOrganiser, showPage } from './show-page.tsx';

const loadOrganiserTexts = async (tag: string): Promise<OrganiserTexts> => (await loadPart(ORGANISERS, tag))();

const createOrganiser: CreateOrganiser = (options, config) => ({
  api: createApi(options),
  joinUrl: async () => joinUrlIn((await config()).file, document.baseURI),
});

/** In the language that was chosen on this device, else in the browser's. */
export const showOrganiserPage = (page: ReactNode): void =>
  showPage(
    () => (
      <LanguageProvider wanted={[chosenLanguage(), ...navigator.languages]} loadOrganiserTexts={loadOrganiserTexts}>
        <ErrorBoundary>{page}</ErrorBoundary>
      </LanguageProvider>
    ),
    createOrganiser,
  );
