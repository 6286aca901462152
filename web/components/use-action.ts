import { useState } from 'react';
import { useErrorText } from './use-error-text.ts';

interface Action<Input> {
  readonly busy: boolean;
  /** Why the latest run failed. */
  readonly failure: string | undefined;
  readonly run: (input: Input) => Promise<void>;
}

/** An action of a dialog. @param onDone called when it succeeds */
export function useAction<Input = void, Result = void>(
  act: (input: Input) => Promise<Result>,
  onDone: (result: Result) => void,
): Action<Input> {
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (input: Input): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      onDone(await act(input));
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
}
