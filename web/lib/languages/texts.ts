import type * as english from '../../languages/en.ts';
import type { Word } from '../words.ts';

export type Texts = ReturnType<typeof english.guests>;
export type OrganiserTexts = ReturnType<typeof english.organisers>;
export type RoomTexts = ReturnType<typeof english.room>;

/** A file in `web/languages/`: its name is the tag of the language (BCP 47), its default export is this. */
export interface Language {
  readonly about: {
    /** In the language itself. */
    readonly name: string;
    readonly direction: 'ltr' | 'rtl';
  };
  readonly guests: (word: Word) => Texts;
  /** What organisers read too. */
  readonly organisers: () => OrganiserTexts;
  /** The room of the local runtime. */
  readonly room: () => RoomTexts;
}

/** One export of the files of all languages, by path: English with the page, the others on demand. */
export interface Part<Export extends keyof Language> {
  readonly english: Readonly<Record<string, Language[Export]>>;
  readonly others: Readonly<Record<string, () => Promise<Language[Export]>>>;
}
