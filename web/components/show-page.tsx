import { type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi, readSiteConfig } from '../lib/api.ts';
import { ApiKeyStore } from '../lib/api-key.ts';
import type { Word } from '../lib/words.ts';
import { ServerClock } from '../lib/server-clock.ts';
import { type App, AppProvider } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

/** @param make runs inside the error boundary, because a browser can refuse the storage that it reads */
export function showPage(make: (app: App) => ReactNode): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('the document has no element with id "page"');
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Page make={make} />
      </ErrorBoundary>
    </StrictMode>,
  );
}

const Page = ({ make }: { readonly make: (app: App) => ReactNode }) => {
  const [app] = useState(createBrowserApp);
  const [page] = useState(() => make(app));
  return <AppProvider app={app}>{page}</AppProvider>;
};

function createBrowserApp(): App {
  const clock = new ServerClock(() => performance.now(), Date.now());
  const apiKey = new ApiKeyStore(localStorage);
  const config = readSiteConfig(fetch, document.baseURI);
  const base = async (): Promise<string> => (await config()).api;
  const word = async (): Promise<Word> => (await config()).word;
  return { clock, apiKey, word, api: createApi({ base, clock, fetch, apiKey: () => apiKey.get() }) };
}
