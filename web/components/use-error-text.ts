import { useCallback } from 'react';
import { errorText, Refusal } from '../lib/api.ts';
import { refusalText } from '../lib/refusals.ts';
import { useLanguage } from './language.tsx';

/**
 * Returns the text of a failed call. Guests read no text of the server: it is in English, and for programs. Organisers
 * read in their language why the server refused, and its own text where the pages have none.
 */
export function useErrorText(): (error: unknown) => string {
  const { tag, texts, organiserTexts } = useLanguage();
  return useCallback(
    (error) => {
      const text = errorText(error, texts);
      if (!(error instanceof Refusal) || !organiserTexts) return text;
      const [refusal] = error.fields.flatMap((field) => refusalText(field, organiserTexts) ?? []);
      return refusal ?? (tag === 'en' ? error.message : `${organiserTexts.refused} (${error.message})`);
    },
    [tag, texts, organiserTexts],
  );
}
