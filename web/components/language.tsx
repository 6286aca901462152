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
import type { OrganiserTexts } from '../languages/organiser.ts';
import { setLocale } from '../lib/instant.ts';
import { useApp } from './app.tsx';

interface LanguageContent {
  readonly tag: LanguageTag;
  readonly texts: Texts;
  /** Undefined on pages of guests. */
  readonly organiserTexts?: OrganiserTexts | undefined;
  /** Changes the language to the first of these that has a catalogue. */
  readonly choose: (wanted: readonly (string | undefined)[]) => void;
}

const ENGLISH: LanguageContent = { tag: 'en', texts: english('meeting'), choose: () => undefined };
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
  readonly organiserCatalogue?: (tag: LanguageTag) => Promise<OrganiserTexts>;
  readonly children: ReactNode;
}

interface Loaded {
  readonly tag: LanguageTag;
  readonly catalogue: Catalogue;
  readonly organiserTexts: OrganiserTexts | undefined;
}

/** Loads the catalogues of one language. Shows nothing before: a page that changes its language would move. */
export const LanguageProvider = ({ wanted, organiserCatalogue, children }: LanguageProviderProps) => {
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
      const [catalogue, organiserTexts] = await Promise.all([catalogueOf(tag), organiserCatalogue?.(tag)]);
      if (outdated) return;
      document.documentElement.lang = tag;
      document.documentElement.dir = LANGUAGES[tag].direction;
      setLocale(tag);
      setLoaded({ tag, catalogue, organiserTexts });
    };
    void load();
    return () => {
      outdated = true;
    };
  }, [tag, organiserCatalogue]);
  const choose = useCallback((languages: readonly (string | undefined)[]) => setTag(matchLanguage(languages)), []);
  const content = useMemo(
    () =>
      loaded && {
        tag: loaded.tag,
        texts: loaded.catalogue(word),
        organiserTexts: loaded.organiserTexts,
        choose,
      },
    [loaded, word, choose],
  );
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
