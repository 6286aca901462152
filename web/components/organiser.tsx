import { createContext, type FormEvent, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';
import { Refusal } from '../lib/api.ts';
import { useApp } from './app.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';

/** Runs a call that may need the organiser's key; asks for the key where it is missing or wrong. */
type WithKey = <T>(call: () => Promise<T>) => Promise<T>;

const OrganiserContext = createContext<WithKey | undefined>(undefined);

export function useOrganiser(): WithKey {
  const withKey = use(OrganiserContext);
  if (!withKey) throw new Error('this component needs an Organiser around it');
  return withKey;
}

export const keyIsMissing = (error: unknown): boolean =>
  error instanceof Refusal && (error.status === 401 || error.status === 403);

/** Asks for the key at most once at a time, however many calls need it. */
export const Organiser = ({ children }: { readonly children: ReactNode }) => {
  const { organiserKey } = useApp();
  const [question, setQuestion] = useState<{ readonly refused: boolean }>();
  const asking = useRef<PromiseWithResolvers<boolean>>(undefined);

  const ask = useCallback((refused: boolean): Promise<boolean> => {
    if (!asking.current) {
      asking.current = deferred<boolean>();
      setQuestion({ refused });
    }
    return asking.current.promise;
  }, []);

  const withKey = useMemo(
    (): WithKey =>
      async function run<T>(call: () => Promise<T>): Promise<T> {
        const used = organiserKey.get();
        try {
          return await call();
        } catch (error) {
          if (!keyIsMissing(error)) throw error;
          // Another call may have got the key meanwhile.
          const another = organiserKey.get() !== used;
          if (another || (await ask(used !== undefined))) return run(call);
          throw error;
        }
      },
    [ask, organiserKey],
  );

  const answer = (key: string | undefined): void => {
    if (key !== undefined) organiserKey.set(key);
    asking.current?.resolve(key !== undefined);
    asking.current = undefined;
    setQuestion(undefined);
  };

  return (
    <OrganiserContext value={withKey}>
      {children}
      {question && <KeyDialog refused={question.refused} onAnswer={answer} />}
    </OrganiserContext>
  );
};

interface KeyDialogProps {
  readonly refused: boolean;
  readonly onAnswer: (key: string | undefined) => void;
}

const KeyDialog = ({ refused, onAnswer }: KeyDialogProps) => {
  const [key, setKey] = useState('');
  const [fault, setFault] = useState(refused ? 'The key kept in this browser was not accepted' : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A key travels in a header: no spaces, no line breaks, no letters beyond ASCII.
    const text = key.trim();
    if (/^[\x21-\x7e]+$/.test(text)) onAnswer(text);
    else setFault(text === '' ? 'Enter the key' : 'A key has letters, digits and signs only');
  };
  return (
    <Dialog title="Organiser’s key" onClose={() => onAnswer(undefined)}>
      <form onSubmit={submit} noValidate>
        <p>Scheduling and overviews need the key of this service. It is kept in this browser only.</p>
        <TextField label="Key" type="password" value={key} onChange={setKey} fault={fault} required />
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

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
