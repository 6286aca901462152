import { createContext, type FormEvent, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { Refusal } from '../lib/api.ts';
import { useOrganiser } from './app.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';
import { useOrganiserTexts } from './language.tsx';
import { SignInAgain, useSignInState } from './sign-in.tsx';
import { useErrorText } from './use-error-text.ts';

/** Runs a call that may need the API key or a sign-in. If that is missing or wrong, asks for it and runs the call again. */
type WithApiKey = <T>(call: () => Promise<T>) => Promise<T>;

const ApiKeyContext = createContext<WithApiKey | undefined>(undefined);

export function useApiKey(): WithApiKey {
  const withApiKey = use(ApiKeyContext);
  if (!withApiKey) throw new Error('this component needs an ApiKeyProvider');
  return withApiKey;
}

/** Somebody who is signed in cannot change a 403. */
const needsCredentials = (error: unknown, signedIn: boolean): boolean =>
  error instanceof Refusal && (error.status === 401 || (error.status === 403 && !signedIn));

/** Shows one dialog at a time, even if several calls need the key. */
export const ApiKeyProvider = ({ children }: { readonly children: ReactNode }) => {
  const { apiKey, signIn } = useOrganiser();
  const isSignedIn = useCallback(() => signIn.state().kind === 'in', [signIn]);
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
          if (!needsCredentials(error, isSignedIn())) throw error;
          // Another call may have got a new key meanwhile.
          const changed = apiKey.get() !== used;
          if (changed || (await ask(used !== undefined))) return run(call);
          throw error;
        }
      },
    [ask, apiKey, isSignedIn],
  );

  const answer = (answered: boolean): void => {
    asking.current?.resolve(answered);
    asking.current = undefined;
    setQuestion(undefined);
  };
  const use = (key: string | undefined): void => {
    if (key !== undefined) apiKey.set(key);
    answer(key !== undefined);
  };

  return (
    <ApiKeyContext value={withApiKey}>
      {children}
      {question && isSignedIn() && <SignInAgain onAnswer={answer} />}
      {question && !isSignedIn() && <ApiKeyDialog refused={question.refused} onAnswer={use} />}
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
  const signedIn = useSignInState().kind === 'in';
  const [needed, enter] = signedIn ? [texts.signIn.needed, texts.signIn.signIn] : [texts.keyNeeded, texts.enterKey];
  const isNeeded = needsCredentials(refusal, signedIn);
  return (
    <div className="notice notice-bad" role="alert">
      <p dir="auto">{isNeeded ? needed : errorText(refusal)}</p>
      <button type="button" onClick={onRetry}>
        {isNeeded ? enter : texts.tryAgain}
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
