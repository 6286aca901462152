import { ABOUT } from './built-about.ts';
import { firstKnown } from './match.ts';
import type { Language, Part } from './texts.ts';

const FOLDER = '../../languages/';
const tagOf = (path: string): string => path.slice(FOLDER.length).replace('.ts', '');

/** Name and direction of each language by its tag. */
export const LANGUAGES: Readonly<Record<string, Language['about']>> = Object.fromEntries(
  Object.entries(ABOUT).map(([path, about]) => [tagOf(path), about]),
);

export const LANGUAGE_TAGS: readonly string[] = Object.keys(LANGUAGES);

/** The first of the wanted languages that has a file. English otherwise. */
export const matchLanguage = (wanted: readonly (string | undefined)[]): string =>
  firstKnown(wanted, LANGUAGE_TAGS) ?? 'en';

export const englishOf = <Export extends keyof Language>({ english }: Part<Export>): Language[Export] =>
  english[`${FOLDER}en.ts`]!;

/** English if the file of another language cannot load. */
export async function loadPart<Export extends keyof Language>(
  part: Part<Export>,
  tag: string,
): Promise<Language[Export]> {
  try {
    return (await part.others[`${FOLDER}${tag}.ts`]?.()) ?? englishOf(part);
  } catch {
    return englishOf(part);
  }
}
