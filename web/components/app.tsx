import { createContext, type ReactNode, StrictMode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { type Api, apiBase, createApi } from '../lib/api.ts';
import { OrganiserKey } from '../lib/organiser-key.ts';
import { ServerClock } from '../lib/server-clock.ts';

/** What every page has at hand. */
export interface App {
  readonly api: Api;
  readonly clock: ServerClock;
  readonly organiserKey: OrganiserKey;
}

const AppContext = createContext<App | undefined>(undefined);

export const AppProvider = ({ app, children }: { readonly app: App; readonly children: ReactNode }) => (
  <AppContext value={app}>{children}</AppContext>
);

export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('this component needs an AppProvider');
  return app;
}

function browserApp(): App {
  const clock = new ServerClock(() => performance.now(), Date.now());
  const organiserKey = new OrganiserKey(localStorage);
  const send: typeof fetch = (input, init) => fetch(input, init);
  const base = apiBase(send, document.baseURI);
  return { clock, organiserKey, api: createApi({ base, clock, fetch: send, organiserKey: () => organiserKey.get() }) };
}

/** Puts a page into the document. */
export function show(page: ReactNode): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('the document has no place for the page');
  createRoot(root).render(
    <StrictMode>
      <AppProvider app={browserApp()}>{page}</AppProvider>
    </StrictMode>,
  );
}

/** The server's time, anew each second of the world; more often where its clock runs faster. */
export function useNow(): number {
  const { clock } = useApp();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      clearTimeout(timer);
      const current = clock.now();
      setNow(current);
      // At the turn of the second, so that countdowns do not stutter.
      timer = setTimeout(tick, clock.speed === 1 ? 1005 - (current % 1000) : 250);
    };
    tick();
    const unsubscribe = clock.subscribe(tick);
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [clock]);
  return now;
}

/** How fast the server's clock runs; 1 until it is known. */
export function useClockSpeed(): number {
  const { clock } = useApp();
  return useSyncExternalStore(
    (changed) => clock.subscribe(changed),
    () => clock.speed,
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Elephant Meetings`;
  }, [title]);
}
