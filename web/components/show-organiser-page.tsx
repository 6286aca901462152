import type { ReactNode } from 'react';
import { organiserCatalogue } from '../languages/organiser.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { chosenLanguage } from '../lib/chosen-language.ts';
import { LanguageProvider } from './language.tsx';
import { createApi } from '../lib/organiser-api.ts';
import { showPage } from './show-page.tsx';

/** In the language that was chosen on this device, else in the browser's. */
export const showOrganiserPage = (page: ReactNode): void =>
  showPage(
    () => (
      <LanguageProvider wanted={[chosenLanguage(), ...navigator.languages]} organiserCatalogue={organiserCatalogue}>
        <ErrorBoundary>{page}</ErrorBoundary>
      </LanguageProvider>
    ),
    createApi,
  );
