import arabic from './ar.ts';
import chinese from './zh.ts';
import english from './en.ts';
import french from './fr.ts';
import german from './de.ts';
import japanese from './ja.ts';
import portuguese from './pt.ts';
import spanish from './es.ts';
import type { MailCatalogue, MailTexts, Word } from './texts.ts';

interface Language {
  readonly catalogue: MailCatalogue;
  readonly direction: 'ltr' | 'rtl';
}

/** By tag (BCP 47): the languages of the pages. */
export const MAIL_LANGUAGES = {
  en: { catalogue: english, direction: 'ltr' },
  es: { catalogue: spanish, direction: 'ltr' },
  fr: { catalogue: french, direction: 'ltr' },
  de: { catalogue: german, direction: 'ltr' },
  pt: { catalogue: portuguese, direction: 'ltr' },
  ar: { catalogue: arabic, direction: 'rtl' },
  ja: { catalogue: japanese, direction: 'ltr' },
  zh: { catalogue: chinese, direction: 'ltr' },
} as const satisfies Record<string, Language>;

export interface MailLanguage {
  readonly texts: MailTexts;
  readonly direction: Language['direction'];
  /** For dates. */
  readonly locale: string;
}

const byTag: Readonly<Record<string, Language | undefined>> = MAIL_LANGUAGES;

/** The texts for a language tag: `pt-BR` is served by `pt`. English for an unknown one. Digits are Latin, as on the pages. */
export function mailLanguage(tag: string | undefined, word: Word): MailLanguage {
  const primary = tag?.toLowerCase().split('-')[0] ?? '';
  const { catalogue, direction } = byTag[primary] ?? MAIL_LANGUAGES.en;
  return { texts: catalogue(word), direction, locale: `${localeOf(tag, primary)}-u-nu-latn` };
}

/** The variant that the person uses, such as `en-US`. */
function localeOf(tag: string | undefined, primary: string): string {
  if (!byTag[primary] || tag === 'en') return 'en-GB';
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? primary;
  } catch (error) {
    // The API accepts tags that are not well formed in every respect.
    if (!(error instanceof RangeError)) throw error;
    return primary;
  }
}
