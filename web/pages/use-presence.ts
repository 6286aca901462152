import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApp } from '../components/app.tsx';
import type { Link, Refusal } from '../lib/api.ts';
import { PresenceReporter } from '../lib/presence-reporter.ts';
import { useResume } from './use-resume.ts';

/** Milliseconds of real time: a limit for simulated clocks. */
const MIN_INTERVAL = 250;

export interface PresenceOptions {
  readonly everySeconds: number;
  /** The room is in a tab of its own, so that it stays open when this page does not. */
  readonly roomInOwnTab: boolean;
  readonly onRefused: (error: Refusal) => void;
}

/**
 * Reports presence to the server from `enter` until `exit`, or until the page closes. A browser can freeze a page in the
 * background; it reports again at once when it goes on.
 */
export function usePresence(link: Link, { everySeconds, roomInOwnTab, onRefused }: PresenceOptions) {
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
    // `persisted`: the browser keeps the page in its back/forward cache, and can restore it.
    const hide = ({ persisted }: PageTransitionEvent): void => {
      if (persisted && roomInOwnTab) return;
      wasInside = reporter.current().inside;
      reporter.close();
    };
    const restore = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      if (wasInside) reporter.enter();
      reporter.resume();
    };
    window.addEventListener('pagehide', hide);
    window.addEventListener('pageshow', restore);
    // The page is no longer frozen. It may still be in the background, and be frozen again soon.
    document.addEventListener('resume', reporter.resume);
    return () => {
      window.removeEventListener('pagehide', hide);
      window.removeEventListener('pageshow', restore);
      document.removeEventListener('resume', reporter.resume);
    };
  }, [reporter, roomInOwnTab]);
  useEffect(() => reporter.stop, [reporter]);
  useResume(reporter.resume);

  return { presence, reporter };
}
