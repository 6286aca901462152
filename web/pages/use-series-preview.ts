import { useCallback, useEffect, useState } from 'react';
import { useOrganiserApi } from '../components/app.tsx';
import type { Occurrence, PreviewBody } from '../lib/wire.ts';

export interface Preview {
  readonly occurrences: readonly Occurrence[];
  /** Why there are none. */
  readonly error?: unknown;
  readonly retry: () => void;
}

/** Milliseconds without a change of the form. */
const PAUSE = 250;
const NOTHING = { occurrences: [] } as const;

/** The dates that a series would have. @param times undefined while the form is incomplete */
export function useSeriesPreview(times: PreviewBody | undefined): Preview {
  const api = useOrganiserApi();
  const [result, setResult] = useState<Omit<Preview, 'retry'>>(NOTHING);
  const [tries, setTries] = useState(0);
  const text = times && JSON.stringify(times);

  useEffect(() => {
    if (text === undefined) {
      setResult(NOTHING);
      return undefined;
    }
    let stopped = false;
    const load = async (): Promise<void> => {
      try {
        const occurrences = await api.previewSeries(JSON.parse(text) as PreviewBody);
        if (!stopped) setResult({ occurrences });
      } catch (error) {
        if (!stopped) setResult({ occurrences: [], error });
      }
    };
    const timer = setTimeout(() => void load(), PAUSE);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [api, text, tries]);

  return { ...result, retry: useCallback(() => setTries((count) => count + 1), []) };
}
