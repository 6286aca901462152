import { useCallback, useEffect, useState } from 'react';
import { Refusal } from '../lib/api.ts';

export interface Poll<T> {
  readonly value: T | undefined;
  /** Polling stops after a refusal. */
  readonly refusal: Refusal | undefined;
  /** The last call failed: `value` may be outdated. */
  readonly lost: boolean;
  readonly reload: () => void;
}

/** Milliseconds. */
const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 60_000;

/**
 * Polls while the page is visible, and again as soon as it is visible after a poll was due.
 * @param load a new function starts a new poll: memoize it. It can show parts of the first value.
 * @param every milliseconds of real time until the next call; undefined when the value is final
 */
export function usePoll<T>(
  load: (show: (part: T) => void) => Promise<T>,
  every: (value: T) => number | undefined,
): Poll<T> {
  const [value, setValue] = useState<T>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [lost, setLost] = useState(false);
  const [reloads, setReloads] = useState(0);

  useEffect(() => setValue(undefined), [load]);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let dueWhileHidden = false;
    let isFirst = true;
    const show = (part: T): void => {
      if (isFirst && !stopped) setValue(part);
    };
    const schedule = (delay: number | undefined): void => {
      if (delay !== undefined) timer = setTimeout(() => void poll(), delay);
    };
    const poll = async (): Promise<void> => {
      dueWhileHidden = document.visibilityState === 'hidden';
      if (dueWhileHidden) return;
      try {
        const found = await load(show);
        if (stopped) return;
        isFirst = false;
        setValue(found);
        setLost(false);
        failures = 0;
        schedule(every(found));
      } catch (error) {
        if (stopped) return;
        if (error instanceof Refusal && error.status !== 429) return setRefusal(error);
        setLost(true);
        const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** failures++);
        schedule(Math.max(wait, error instanceof Refusal ? error.retryAfter : 0));
      }
    };
    const onVisible = (): void => {
      if (dueWhileHidden && document.visibilityState === 'visible') void poll();
    };
    document.addEventListener('visibilitychange', onVisible);
    setRefusal(undefined);
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [load, every, reloads]);

  const reload = useCallback(() => setReloads((count) => count + 1), []);
  return { value, refusal, lost, reload };
}
