/** What a shell has in place of the words (tags and texts) of another one, by the number of the word. */
export type Differences = Readonly<Record<number, string>>;

const wordsOf = (html: string): string[] => html.split(/(<[^>]*>)/);

/** @throws Error if the shells have different elements */
export function differencesOf(original: string, other: string): Differences {
  const [before, after] = [wordsOf(original), wordsOf(other)];
  if (before.length !== after.length) throw new Error('a shell has other elements in another language');
  return Object.fromEntries([...after.entries()].filter(([index, word]) => word !== before[index]));
}

export function withDifferences(original: string, differences: Differences): string {
  return Object.assign(wordsOf(original), differences).join('');
}
