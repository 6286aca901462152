import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import type { GuestApi } from '../lib/api.ts';
import type { Api } from '../lib/organiser-api.ts';
import type { ApiKeyStore } from '../lib/api-key.ts';
import type { SignIn } from '../lib/sign-in.ts';
import type { Word } from '../lib/words.ts';
import type { ServerClock } from '../lib/server-clock.ts';

/** Dependencies of organisers' pages. */
export interface Organiser {
  /** All calls. */
  readonly api: Api;
  /** The join page, to which personal links point. */
  readonly joinUrl: () => Promise<string>;
  /** Used in a deployment without an issuer. */
  readonly apiKey: ApiKeyStore;
  readonly signIn: Pick<SignIn, 'state' | 'subscribe' | 'enter' | 'again' | 'signOut'>;
}

/** Dependencies of every page. */
export interface App {
  readonly api: GuestApi;
  /** On organisers' pages. */
  readonly organiser?: Organiser;
  readonly clock: ServerClock;
  /** What guests read for a meeting. */
  readonly word: () => Promise<Word>;
  /** Whether the deployment sends mail; undefined if that is not known. */
  readonly mail: () => Promise<boolean | undefined>;
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

export function useOrganiser(): Organiser {
  const { organiser } = useApp();
  if (!organiser) throw new Error('this component is for organisers');
  return organiser;
}

/** All calls, on organisers' pages. */
export const useOrganiserApi = (): Api => useOrganiser().api;

/** The server's time, updated once a second; four times a second if a simulated clock runs faster. */
export function useNow(): number {
  const { clock } = useApp();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      clearTimeout(timer);
      const current = clock.now();
      setNow(current);
      // Shortly after the full second, so that a countdown skips none.
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

/** Speed of the server's clock: 1 for real time, and before the first response. */
export function useClockSpeed(): number {
  const { clock } = useApp();
  return useSyncExternalStore(
    (listener) => clock.subscribe(listener),
    () => clock.speed,
    // In markup that is made before the first response.
    () => 1,
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Elephant Meetings`;
  }, [title]);
}
