import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApp } from '../components/app.tsx';
import type { Link, Refusal } from '../lib/api.ts';
import { PresenceReporter } from '../lib/presence-reporter.ts';
import { useResume } from './use-resume.ts';

/** Milliseconds of real time: a limit for simulated clocks. */
const MIN_INTERVAL = 250;

/** Reports presence to the server from `enter` until `exit`, or until the page closes. */
export function usePresence(link: Link, everySeconds: number, onRefused: (error: Refusal) => void) {
  const { api, clock } = useApp();
  const reporter = useMemo(
    () =>
      new PresenceReporter({
        send: (signal) => api.presence(link, signal),
        sendLeftOnClose: () => api.sendLeftOnClose(link),
        every: () => Math.max(MIN_INTERVAL, clock.realMillis(everySeconds * 1000)),
        monotonic: clock.monotonic,
        onRefused,
      }),
    [api, clock, link, everySeconds, onRefused],
  );
  const presence = useSyncExternalStore(reporter.subscribe, reporter.current);

  useEffect(() => {
    let wasInside = false;
    const hide = (): void => {
      wasInside = reporter.current().inside;
      reporter.close();
    };
    // The browser restores the page from its back/forward cache.
    const restore = ({ persisted }: PageTransitionEvent): void => {
      if (persisted && wasInside) reporter.enter();
    };
    window.addEventListener('pagehide', hide);
    window.addEventListener('pageshow', restore);
    return () => {
      window.removeEventListener('pagehide', hide);
      window.removeEventListener('pageshow', restore);
      reporter.stop();
    };
  }, [reporter]);
  useResume(reporter.resume);

  return { presence, reporter };
}
