import type { LanguageTag } from './languages.ts';
import english from './room/en.ts';

export type RoomTexts = typeof english;
type Load = () => Promise<{ readonly default: RoomTexts }>;

/** The texts of the room that stand-in hosts serve. Loaded on demand. */
const ROOM_CATALOGUES: Readonly<Record<LanguageTag, Load>> = {
  en: async () => ({ default: english }),
  es: () => import('./room/es.ts'),
  fr: () => import('./room/fr.ts'),
  de: () => import('./room/de.ts'),
  pt: () => import('./room/pt.ts'),
  ar: () => import('./room/ar.ts'),
  ja: () => import('./room/ja.ts'),
  zh: () => import('./room/zh.ts'),
};

/** English if the file of another language cannot load. */
export async function roomCatalogue(tag: LanguageTag): Promise<RoomTexts> {
  try {
    return (await ROOM_CATALOGUES[tag]()).default;
  } catch {
    return english;
  }
}
