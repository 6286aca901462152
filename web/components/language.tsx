import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { GUESTS } from '../lib/languages/built-guests.ts';
import { englishOf, LANGUAGES, loadPart, matchLanguage } from '../lib/languages/languages.ts';
import type { Language, OrganiserTexts, Texts } from '../lib/languages/texts.ts';
import type { Word } from '../lib/words.ts';
import { setLocale } from '../lib/instant.ts';
import { useApp } from './app.tsx';

interface LanguageContent {
  readonly tag: string;
  readonly texts: Texts;
  /** Undefined on pages of guests. */
  readonly organiserTexts?: OrganiserTexts | undefined;
  /** Changes the language to the first of these that has a file. */
  readonly choose: (wanted: readonly (string | undefined)[]) => void;
}

const ENGLISH: LanguageContent = { tag: 'en', texts: englishOf(GUESTS)('meeting'), choose: () => undefined };
export const LanguageContext = createContext(ENGLISH);

export const useTexts = (): Texts => use(LanguageContext).texts;
export const useLanguage = (): LanguageContent => use(LanguageContext);

export function useOrganiserTexts(): OrganiserTexts {
  const { organiserTexts } = use(LanguageContext);
  if (!organiserTexts) throw new Error("this component needs the organiser's texts");
  return organiserTexts;
}

interface LanguageProviderProps {
  /** Languages of the reader, the preferred one first. */
  readonly wanted: readonly (string | undefined)[];
  /** Loads the texts that only organisers read. */
  readonly loadOrganiserTexts?: (tag: string) => Promise<OrganiserTexts>;
  readonly children: ReactNode;
}

interface Loaded {
  readonly tag: string;
  readonly guests: Language['guests'];
  readonly organiserTexts: OrganiserTexts | undefined;
}

/** Loads the texts of one language. Shows nothing before: a page that changes its language would move. */
export const LanguageProvider = ({ wanted, loadOrganiserTexts, children }: LanguageProviderProps) => {
  const [tag, setTag] = useState(() => matchLanguage(wanted));
  const [loaded, setLoaded] = useState<Loaded>();
  const { word: readWord } = useApp();
  const [word, setWord] = useState<Word>('meeting');
  useEffect(() => {
    // Without an answer, the page shows that the server does not respond.
    readWord().then(setWord, () => undefined);
  }, [readWord]);
  useEffect(() => {
    let outdated = false;
    const load = async (): Promise<void> => {
      const [guests, organiserTexts] = await Promise.all([loadPart(GUESTS, tag), loadOrganiserTexts?.(tag)]);
      if (outdated) return;
      document.documentElement.lang = tag;
      document.documentElement.dir = LANGUAGES[tag]?.direction ?? 'ltr';
      setLocale(tag);
      setLoaded({ tag, guests, organiserTexts });
    };
    void load();
    return () => {
      outdated = true;
    };
  }, [tag, loadOrganiserTexts]);
  const choose = useCallback((languages: readonly (string | undefined)[]) => setTag(matchLanguage(languages)), []);
  const content = useMemo(
    () =>
      loaded && {
        tag: loaded.tag,
        texts: loaded.guests(word),
        organiserTexts: loaded.organiserTexts,
        choose,
      },
    [loaded, word, choose],
  );
  return content && <LanguageContext value={content}>{children}</LanguageContext>;
};
