import type { Language, Part } from './texts.ts';

export const ORGANISERS: Part<'organisers'> = {
  english: import.meta.glob<Language['organisers']>('../../languages/en.ts', {
    eager: true,
    query: '?organisers',
    import: 'organisers',
  }),
  others: import.meta.glob<Language['organisers']>(['../../languages/*.ts', '!../../languages/en.ts'], {
    query: '?organisers',
    import: 'organisers',
  }),
};
