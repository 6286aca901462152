import { useCallback } from 'react';
import { errorText, Refusal } from '../lib/api.ts';
import { useLanguage } from './language.tsx';

/**
 * Returns the text of a failed call. Guests read no text of the server: it is in English, and for programs. Organisers
 * read it too, because it names what to change.
 */
export function useErrorText(): (error: unknown) => string {
  const { tag, texts, organiserTexts } = useLanguage();
  return useCallback(
    (error) => {
      const text = errorText(error, texts);
      if (!(error instanceof Refusal) || !organiserTexts) return text;
      return tag === 'en' ? error.message : `${organiserTexts.refused} (${error.message})`;
    },
    [tag, texts, organiserTexts],
  );
}
