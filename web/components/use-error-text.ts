import { useCallback } from 'react';
import { errorText, Refusal } from '../lib/api.ts';
import { refusalText } from '../lib/refusals.ts';
import { useApp } from './app.tsx';
import { useLanguage } from './language.tsx';

/** Returns the text of a failed call, in the language of the page: the server's own text is in English, and for programs. */
export function useErrorText(): (error: unknown) => string {
  const { texts, organiserTexts } = useLanguage();
  const signIn = useApp().organiser?.signIn;
  return useCallback(
    (error) => {
      const text = errorText(error, texts);
      if (!(error instanceof Refusal) || !organiserTexts) return text;
      const [known] = error.fields.flatMap((field) => refusalText(field, organiserTexts) ?? []);
      // The link of a guest is not valid then.
      if (known !== undefined || (error.status !== 401 && error.status !== 403)) return known ?? text;
      if (signIn?.state().kind !== 'in') return organiserTexts.keyRefused;
      return error.status === 401 ? organiserTexts.signIn.needed : organiserTexts.refusals.FORBIDDEN;
    },
    [texts, organiserTexts, signIn],
  );
}
