import { useCallback, useEffect, useState } from 'react';
import { Refusal } from '../lib/api.ts';

export interface Live<T> {
  readonly value: T | undefined;
  /** A refusal: asking stops. */
  readonly refusal: Refusal | undefined;
  /** The last call went unanswered: what is shown may be old. */
  readonly lost: boolean;
  readonly reload: () => void;
}

const RETRY = 2_000;

/**
 * Asks again and again while the page is looked at.
 * @param ask must be the same function until something else is to be asked
 * @param every milliseconds of the world after an answer; undefined when it will not change any more
 */
export function useLive<T>(ask: () => Promise<T>, every: (value: T) => number | undefined): Live<T> {
  const [value, setValue] = useState<T>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [lost, setLost] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => setValue(undefined), [ask]);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (delay: number | undefined): void => {
      if (delay !== undefined) timer = setTimeout(() => void look(), delay);
    };
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return again(RETRY);
      try {
        const found = await ask();
        if (stopped) return;
        setValue(found);
        setLost(false);
        again(every(found));
      } catch (error) {
        if (stopped) return;
        if (error instanceof Refusal && error.status !== 429) return setRefusal(error);
        setLost(true);
        again(RETRY);
      }
    };
    setRefusal(undefined);
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [ask, every, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { value, refusal, lost, reload };
}
