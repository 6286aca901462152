import { type ReactNode, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type ApiOptions, createGuestApi, readSiteConfig, type SiteConfig } from '../lib/api.ts';
import type { Word } from '../lib/words.ts';
import { ServerClock } from '../lib/server-clock.ts';
import { type App, AppProvider, type Organiser } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

/** Makes what only organisers' pages have. */
export type CreateOrganiser = (options: ApiOptions, config: () => Promise<SiteConfig>) => Organiser;

/**
 * @param make runs inside the error boundary, because a browser can refuse the storage that it reads
 */
export function showPage(make: (app: App) => ReactNode, createOrganiser?: CreateOrganiser): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('the document has no element with id "page"');
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Page make={make} createOrganiser={createOrganiser} />
      </ErrorBoundary>
    </StrictMode>,
  );
}

interface PageProps {
  readonly make: (app: App) => ReactNode;
  readonly createOrganiser: CreateOrganiser | undefined;
}

const Page = ({ make, createOrganiser }: PageProps) => {
  const [app] = useState(() => createBrowserApp(createOrganiser));
  const [page] = useState(() => make(app));
  return <AppProvider app={app}>{page}</AppProvider>;
};

function createBrowserApp(createOrganiser: PageProps['createOrganiser']): App {
  const clock = new ServerClock(() => performance.now(), Date.now());
  const config = readSiteConfig(fetch, document.baseURI);
  const base = async (): Promise<string> => (await config()).api;
  const word = async (): Promise<Word> => (await config()).word;
  const mail = async (): Promise<boolean | undefined> => (await config()).mail;
  const options = { base, clock, fetch };
  const organiser = createOrganiser?.(options, config);
  return { clock, word, mail, api: createGuestApi(options), ...(organiser && { organiser }) };
}
