import { createContext, type FormEvent, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { Refusal } from '../lib/api.ts';
import { useApp } from './app.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { useOrganiserTexts } from './language.tsx';
import { useErrorText } from './use-error-text.ts';

/** Runs a call that may need the API key. If the key is missing or wrong, asks for it and runs the call again. */
type WithApiKey = <T>(call: () => Promise<T>) => Promise<T>;

const ApiKeyContext = createContext<WithApiKey | undefined>(undefined);

export function useApiKey(): WithApiKey {
  const withApiKey = use(ApiKeyContext);
  if (!withApiKey) throw new Error('this component needs an ApiKeyProvider');
  return withApiKey;
}

const needsApiKey = (error: unknown): boolean =>
  error instanceof Refusal && (error.status === 401 || error.status === 403);

/** Shows one dialog at a time, even if several calls need the key. */
export const ApiKeyProvider = ({ children }: { readonly children: ReactNode }) => {
  const { apiKey } = useApp();
  const [question, setQuestion] = useState<{ readonly refused: boolean }>();
  const asking = useRef<PromiseWithResolvers<boolean>>(undefined);

  const ask = useCallback((refused: boolean): Promise<boolean> => {
    if (!asking.current) {
      asking.current = deferred<boolean>();
      setQuestion({ refused });
    }
    return asking.current.promise;
  }, []);

  const withApiKey = useMemo(
    (): WithApiKey =>
      async function run<T>(call: () => Promise<T>): Promise<T> {
        const used = apiKey.get();
        try {
          return await call();
        } catch (error) {
          if (!needsApiKey(error)) throw error;
          // Another call may have got a new key meanwhile.
          const changed = apiKey.get() !== used;
          if (changed || (await ask(used !== undefined))) return run(call);
          throw error;
        }
      },
    [ask, apiKey],
  );

  const answer = (key: string | undefined): void => {
    if (key !== undefined) apiKey.set(key);
    asking.current?.resolve(key !== undefined);
    asking.current = undefined;
    setQuestion(undefined);
  };

  return (
    <ApiKeyContext value={withApiKey}>
      {children}
      {question && <ApiKeyDialog refused={question.refused} onAnswer={answer} />}
    </ApiKeyContext>
  );
};

interface ApiKeyDialogProps {
  readonly refused: boolean;
  readonly onAnswer: (key: string | undefined) => void;
}

const ApiKeyDialog = ({ refused, onAnswer }: ApiKeyDialogProps) => {
  const texts = useOrganiserTexts();
  const [key, setKey] = useState('');
  const [error, setError] = useState(refused ? texts.keyRefused : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The key is sent in an HTTP header: printable ASCII without spaces.
    const text = key.trim();
    if (/^[\x21-\x7e]+$/.test(text)) onAnswer(text);
    else setError(text === '' ? texts.keyMissing : texts.keyInvalid);
  };
  return (
    <Dialog title={texts.keyTitle} onClose={() => onAnswer(undefined)}>
      <form onSubmit={submit} noValidate>
        <p>{texts.keyText}</p>
        <TextField label={texts.keyLabel} type="password" value={key} onChange={setKey} error={error} required />
        <div className="buttons buttons-end">
          <button type="button" onClick={() => onAnswer(undefined)}>
            {texts.notNow}
          </button>
          <button type="submit" className="primary">
            {texts.useKey}
          </button>
        </div>
      </form>
    </Dialog>
  );
};

interface RefusalNoticeProps {
  readonly refusal: Refusal;
  readonly onRetry: () => void;
}

export const RefusalNotice = ({ refusal, onRetry }: RefusalNoticeProps) => {
  const texts = useOrganiserTexts();
  const errorText = useErrorText();
  return (
    <div className="notice notice-bad" role="alert">
      <p dir="auto">{needsApiKey(refusal) ? texts.keyNeeded : errorText(refusal)}</p>
      <button type="button" onClick={onRetry}>
        {needsApiKey(refusal) ? texts.enterKey : texts.tryAgain}
      </button>
    </div>
  );
};

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** For browsers without `Promise.withResolvers`. */
function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
