import { createContext, type FormEvent, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { Refusal } from '../lib/api.ts';
import { useApp } from './app.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';

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
  const [key, setKey] = useState('');
  const [error, setError] = useState(refused ? 'This API key was not accepted' : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // The key is sent in an HTTP header: printable ASCII without spaces.
    const text = key.trim();
    if (/^[\x21-\x7e]+$/.test(text)) onAnswer(text);
    else setError(text === '' ? 'Enter an API key' : 'An API key has no spaces or special letters');
  };
  return (
    <Dialog title="Enter your API key" onClose={() => onAnswer(undefined)}>
      <form onSubmit={submit} noValidate>
        <p>You need an API key to schedule and view meetings. It is stored in this browser only.</p>
        <TextField label="API key" type="password" value={key} onChange={setKey} error={error} required />
        <div className="buttons buttons-end">
          <button type="button" onClick={() => onAnswer(undefined)}>
            Not now
          </button>
          <button type="submit" className="primary">
            Use this key
          </button>
        </div>
      </form>
    </Dialog>
  );
};

export const RefusalNotice = ({ refusal, onRetry }: { readonly refusal: Refusal; readonly onRetry: () => void }) => (
  <div className="notice notice-bad" role="alert">
    <p>{needsApiKey(refusal) ? 'You need an API key to see this page.' : refusal.message}</p>
    <button type="button" onClick={onRetry}>
      {needsApiKey(refusal) ? 'Enter API key' : 'Try again'}
    </button>
  </div>
);

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
