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
const RETRY = 2_000;

/**
 * Polls while the page is visible.
 * @param load a new function starts a new poll: memoize it
 * @param every milliseconds of real time until the next call; undefined when the value is final
 */
export function usePoll<T>(load: () => Promise<T>, every: (value: T) => number | undefined): Poll<T> {
  const [value, setValue] = useState<T>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [lost, setLost] = useState(false);
  const [reloads, setReloads] = useState(0);

  useEffect(() => setValue(undefined), [load]);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const schedule = (delay: number | undefined): void => {
      if (delay !== undefined) timer = setTimeout(() => void poll(), delay);
    };
    const poll = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return schedule(RETRY);
      try {
        const found = await load();
        if (stopped) return;
        setValue(found);
        setLost(false);
        schedule(every(found));
      } catch (error) {
        if (stopped) return;
        if (error instanceof Refusal && error.status !== 429) return setRefusal(error);
        setLost(true);
        schedule(RETRY);
      }
    };
    setRefusal(undefined);
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [load, every, reloads]);

  const reload = useCallback(() => setReloads((count) => count + 1), []);
  return { value, refusal, lost, reload };
}
