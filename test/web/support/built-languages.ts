import { readdirSync } from 'node:fs';
import type { Language, Part } from '../../../web/lib/languages/texts.ts';

/** The files `built-*.ts` of `web/lib/languages/`, which only Vite can read, for tests. */
const FILES: readonly (readonly [string, Language])[] = await Promise.all(
  readdirSync(new URL('../../../web/languages', import.meta.url)).map(async (file) => {
    const { default: language } = (await import(`../../../web/languages/${file}`)) as { readonly default: Language };
    return [`../../languages/${file}`, language] as const;
  }),
);

const eachOf = <Value>(read: (language: Language) => Value): Readonly<Record<string, Value>> =>
  Object.fromEntries(FILES.map(([path, language]) => [path, read(language)]));

const partOf = <Export extends keyof Language>(name: Export): Part<Export> => ({
  english: eachOf((language) => language[name]),
  others: eachOf((language) => async () => language[name]),
});

export const ABOUT = eachOf(({ about }) => about);
export const GUESTS = partOf('guests');
export const ORGANISERS = partOf('organisers');
export const ROOM = partOf('room');
