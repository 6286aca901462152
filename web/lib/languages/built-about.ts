import type { Language } from './texts.ts';

/**
 * Vite finds the files of the languages. With a query of its own, each export is a module of its own: a page loads only what
 * its readers need.
 */
export const ABOUT = import.meta.glob<Language['about']>('../../languages/*.ts', {
  eager: true,
  query: '?about',
  import: 'about',
});
