import type { Language, Part } from './texts.ts';

export const ROOM: Part<'room'> = {
  english: import.meta.glob<Language['room']>('../../languages/en.ts', {
    eager: true,
    query: '?room',
    import: 'room',
  }),
  others: import.meta.glob<Language['room']>(['../../languages/*.ts', '!../../languages/en.ts'], {
    query: '?room',
    import: 'room',
  }),
};
