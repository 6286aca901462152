import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { NotSignedIn, type SignInState } from '../lib/sign-in.ts';
import { useApp } from './app.tsx';
import { Dialog } from './dialog.tsx';
import { useOrganiserTexts } from './language.tsx';
import { Loading } from './shell.tsx';

const NONE: SignInState = { kind: 'none' };
const never = () => () => undefined;

/** In markup that is made before the scripts run nobody is signed in. */
export function useSignInState(): SignInState {
  const signIn = useApp().organiser?.signIn;
  return useSyncExternalStore(signIn?.subscribe ?? never, signIn?.state ?? (() => NONE), () => NONE);
}

/** Who is signed in, and a way out. */
export const SignedIn = () => {
  const texts = useOrganiserTexts().signIn;
  const signIn = useApp().organiser?.signIn;
  const state = useSignInState();
  if (state.kind !== 'in') return null;
  return (
    <span className="signed-in">
      <span className="visually-hidden">{texts.as(state.name)}</span>
      <span className="signed-in-name" title={texts.as(state.name)} aria-hidden="true" dir="auto">
        {state.name}
      </span>
      <button type="button" className="quiet compact" onClick={() => void signIn?.signOut()}>
        {texts.signOut}
      </button>
    </span>
  );
};

/** Shows the page to who is signed in, and to everybody in a deployment without an issuer. */
export const SignInGate = ({ children }: { readonly children: ReactNode }) => {
  const state = useSignInState();
  if (state.kind === 'returning') return <Loading lost={false} />;
  return state.kind === 'out' ? <SignedOut because={state.because} /> : children;
};

const SignedOut = ({ because }: Pick<Extract<SignInState, { kind: 'out' }>, 'because'>) => {
  const texts = useOrganiserTexts().signIn;
  const signIn = useApp().organiser?.signIn;
  const title = { 'signed out': texts.signedOut, refused: texts.refused, unreachable: texts.unreachable }[because];
  return (
    <div className="column column-narrow">
      <section className="card message" role="status">
        <h1>{title}</h1>
        <p>{texts.why}</p>
        <div className="buttons">
          <button type="button" className="primary" onClick={() => void signIn?.enter().catch(unlessBug)}>
            {texts.signIn}
          </button>
        </div>
      </section>
    </div>
  );
};

/** The page shows why. */
function unlessBug(error: unknown): void {
  if (!(error instanceof NotSignedIn)) throw error;
}

/** Asks a person whose sign-in has ended to sign in again, in another window: what somebody typed stays. */
export const SignInAgain = ({ onAnswer }: { readonly onAnswer: (signedIn: boolean) => void }) => {
  const texts = useOrganiserTexts().signIn;
  const { notNow } = useOrganiserTexts();
  const signIn = useApp().organiser?.signIn;
  const [failed, setFailed] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (failed) alert.current?.focus();
  }, [failed]);
  const again = async (): Promise<void> => {
    setFailed(false);
    try {
      await signIn?.again();
      onAnswer(true);
    } catch (error) {
      unlessBug(error);
      setFailed(true);
    }
  };
  return (
    <Dialog title={texts.again} onClose={() => onAnswer(false)}>
      <p>{texts.againText}</p>
      {failed && (
        <p ref={alert} className="notice notice-bad" role="alert" tabIndex={-1}>
          {texts.notAgain}
        </p>
      )}
      <div className="buttons buttons-end">
        <button type="button" onClick={() => onAnswer(false)}>
          {notNow}
        </button>
        <button type="button" className="primary" onClick={() => void again()}>
          {texts.signIn}
        </button>
      </div>
    </Dialog>
  );
};
