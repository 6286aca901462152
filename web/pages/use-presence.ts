import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApp } from '../components/app.tsx';
import type { Link, Refusal } from '../lib/api.ts';
import { PresenceTeller } from '../lib/presence-teller.ts';

/** A flood helps nobody, however fast the server's clock runs. */
const SHORTEST = 250;

/** Tells the server that somebody is in the room, from `enter` until `exit` or until the page goes away. */
export function usePresence(link: Link, everySeconds: number, refused: (error: Refusal) => void) {
  const { api, clock } = useApp();
  const teller = useMemo(
    () =>
      new PresenceTeller({
        send: (signal) => api.presence(link, signal),
        lastWord: () => api.lastWord(link),
        every: () => Math.max(SHORTEST, clock.worldMillis(everySeconds * 1000)),
        monotonic: () => clock.monotonic(),
        refused,
      }),
    [api, clock, link, everySeconds, refused],
  );
  const presence = useSyncExternalStore(teller.subscribe, teller.current);

  useEffect(() => {
    let wasInside = false;
    const leave = (): void => {
      wasInside = teller.current().inside;
      teller.leavePage();
    };
    // Back from the browser's cache of pages, as if nothing had been.
    const back = ({ persisted }: PageTransitionEvent): void => {
      if (persisted && wasInside) teller.enter();
    };
    const awake = (): void => {
      if (document.visibilityState === 'visible') teller.awake();
    };
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', back);
    window.addEventListener('online', awake);
    document.addEventListener('visibilitychange', awake);
    return () => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', back);
      window.removeEventListener('online', awake);
      document.removeEventListener('visibilitychange', awake);
      teller.stop();
    };
  }, [teller]);

  return { presence, teller };
}
