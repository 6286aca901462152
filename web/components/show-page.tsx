import { type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type ApiOptions, createGuestApi, readSiteConfig } from '../lib/api.ts';
import type { Api } from '../lib/organiser-api.ts';
import { ApiKeyStore } from '../lib/api-key.ts';
import type { Word } from '../lib/words.ts';
import { ServerClock } from '../lib/server-clock.ts';
import { type App, AppProvider } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

/**
 * @param make runs inside the error boundary, because a browser can refuse the storage that it reads
 * @param createApi for organisers' pages
 */
export function showPage(make: (app: App) => ReactNode, createApi?: (options: ApiOptions) => Api): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('the document has no element with id "page"');
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Page make={make} createApi={createApi} />
      </ErrorBoundary>
    </StrictMode>,
  );
}

interface PageProps {
  readonly make: (app: App) => ReactNode;
  readonly createApi: ((options: ApiOptions) => Api) | undefined;
}

const Page = ({ make, createApi }: PageProps) => {
  const [app] = useState(() => createBrowserApp(createApi));
  const [page] = useState(() => make(app));
  return <AppProvider app={app}>{page}</AppProvider>;
};

function createBrowserApp(createApi: PageProps['createApi']): App {
  const clock = new ServerClock(() => performance.now(), Date.now());
  const apiKey = new ApiKeyStore(localStorage);
  const config = readSiteConfig(fetch, document.baseURI);
  const base = async (): Promise<string> => (await config()).api;
  const word = async (): Promise<Word> => (await config()).word;
  const mail = async (): Promise<boolean | undefined> => (await config()).mail;
  const options = { base, clock, fetch, apiKey: () => apiKey.get() };
  const organiserApi = createApi?.(options);
  return { clock, apiKey, word, mail, api: createGuestApi(options), ...(organiserApi && { organiserApi }) };
}
