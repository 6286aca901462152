import type { Language, Part } from './texts.ts';

export const GUESTS: Part<'guests'> = {
  english: import.meta.glob<Language['guests']>('../../languages/en.ts', {
    eager: true,
    query: '?guests',
    import: 'guests',
  }),
  others: import.meta.glob<Language['guests']>(['../../languages/*.ts', '!../../languages/en.ts'], {
    query: '?guests',
    import: 'guests',
  }),
};
