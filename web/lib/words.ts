/** What guests read for a meeting. The operator decides. */
export const WORDS = ['meeting', 'lesson'] as const;
export type Word = (typeof WORDS)[number];
