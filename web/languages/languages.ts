import type { Word } from '../lib/words.ts';
import english from './en.ts';
import { firstKnown } from './match.ts';

export type { Word };

export type Texts = ReturnType<typeof english>;
export type Catalogue = (word: Word) => Texts;

interface Language {
  /** Its own name. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly load: () => Promise<{ readonly default: Catalogue }>;
}

/** Each language is one file, loaded on demand. The key is its tag (BCP 47). */
export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr', load: async () => ({ default: english }) },
  es: { name: 'Español', direction: 'ltr', load: () => import('./es.ts') },
  fr: { name: 'Français', direction: 'ltr', load: () => import('./fr.ts') },
  de: { name: 'Deutsch', direction: 'ltr', load: () => import('./de.ts') },
  pt: { name: 'Português', direction: 'ltr', load: () => import('./pt.ts') },
  ar: { name: 'العربية', direction: 'rtl', load: () => import('./ar.ts') },
  ja: { name: '日本語', direction: 'ltr', load: () => import('./ja.ts') },
  zh: { name: '中文', direction: 'ltr', load: () => import('./zh.ts') },
} as const satisfies Record<string, Language>;

export type LanguageTag = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as readonly LanguageTag[];

/** The first of the wanted languages that has a catalogue. English otherwise. */
export const matchLanguage = (wanted: readonly (string | undefined)[]): LanguageTag =>
  firstKnown(wanted, LANGUAGE_TAGS) ?? 'en';
