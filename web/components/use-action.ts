import { useState } from 'react';
import { errorText } from '../lib/api.ts';
import { useTexts } from './language.tsx';

interface Action {
  readonly busy: boolean;
  /** Why the latest run failed. */
  readonly failure: string | undefined;
  readonly run: () => Promise<void>;
}

/** An action of a dialog. @param onDone called when it succeeds */
export function useAction(act: () => Promise<void>, onDone: () => void): Action {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await act();
      onDone();
    } catch (error) {
      setFailure(errorText(error, texts));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}
