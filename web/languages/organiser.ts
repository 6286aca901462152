import type { LanguageTag } from './languages.ts';
import english from './organiser/en.ts';

export type OrganiserTexts = typeof english;
type Load = () => Promise<{ readonly default: OrganiserTexts }>;

/** The texts of the organiser's pages, apart from those of guests so that the join page stays small. Loaded on demand. */
export const ORGANISER_CATALOGUES: Readonly<Record<LanguageTag, Load>> = {
  en: async () => ({ default: english }),
  es: () => import('./organiser/es.ts'),
  fr: () => import('./organiser/fr.ts'),
  de: () => import('./organiser/de.ts'),
  pt: () => import('./organiser/pt.ts'),
  ar: () => import('./organiser/ar.ts'),
  ja: () => import('./organiser/ja.ts'),
  zh: () => import('./organiser/zh.ts'),
};

/** English if the file of another language cannot load. */
export async function organiserCatalogue(tag: LanguageTag): Promise<OrganiserTexts> {
  try {
    return (await ORGANISER_CATALOGUES[tag]()).default;
  } catch {
    return english;
  }
}
