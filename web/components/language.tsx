import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import english from '../languages/en.ts';
import {
  type Catalogue,
  LANGUAGES,
  type LanguageTag,
  matchLanguage,
  type Texts,
  type Word,
} from '../languages/languages.ts';
import { useApp } from './app.tsx';
import { setLocale } from '../lib/instant.ts';

interface LanguageContent {
  readonly texts: Texts;
  /** Changes the language to the first of these that has a catalogue. */
  readonly choose: (wanted: readonly (string | undefined)[]) => void;
}

const LanguageContext = createContext<LanguageContent>({ texts: english('meeting'), choose: () => undefined });

export const useTexts = (): Texts => use(LanguageContext).texts;
export const useLanguage = (): LanguageContent => use(LanguageContext);

interface LanguageProviderProps {
  /** Languages of the reader, the preferred one first. */
  readonly wanted: readonly string[];
  readonly children: ReactNode;
}

interface Loaded {
  readonly tag: LanguageTag;
  readonly catalogue: Catalogue;
}

/** Loads the catalogue of one language. Shows nothing before: a page that changes its language would move. */
export const LanguageProvider = ({ wanted, children }: LanguageProviderProps) => {
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
      const catalogue = await catalogueOf(tag);
      if (outdated) return;
      document.documentElement.lang = tag;
      document.documentElement.dir = LANGUAGES[tag].direction;
      setLocale(tag);
      setLoaded({ tag, catalogue });
    };
    void load();
    return () => {
      outdated = true;
    };
  }, [tag]);
  const choose = useCallback((languages: readonly (string | undefined)[]) => setTag(matchLanguage(languages)), []);
  const content = useMemo(() => loaded && { texts: loaded.catalogue(word), choose }, [loaded, word, choose]);
  return content && <LanguageContext value={content}>{children}</LanguageContext>;
};

/** English if the file of another language cannot load. */
async function catalogueOf(tag: LanguageTag): Promise<Catalogue> {
  try {
    return (await LANGUAGES[tag].load()).default;
  } catch {
    return english;
  }
}
