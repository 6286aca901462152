import { describe, expect, it } from '@jest/globals';
import english from '../../../web/languages/en.ts';
import { LANGUAGE_TAGS, LANGUAGES, matchLanguage, type Texts } from '../../../web/languages/languages.ts';
import { WORDS } from '../../../web/lib/words.ts';

/** Every text of a catalogue by its name, with sample values for its parameters. */
const textsOf = (texts: Texts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]): [string, string] => {
      if (typeof text === 'string') return [name, text];
      if (typeof text === 'function') return [name, (text as (a: unknown, b: unknown) => string)('ONE', 'TWO')];
      return [name, text.join('\n')];
    }),
  );

/** The same in English: names of products, and words that both languages have. */
const SHARED = ['Outlook', 'Google Calendar', 'ONE in TWO'];

describe.each(LANGUAGE_TAGS.filter((tag) => tag !== 'en'))('the catalogue %s', (tag) => {
  it.each(WORDS)('has every text, for the word "%s", with its parameters', async (word) => {
    const [own, original] = [textsOf((await LANGUAGES[tag].load()).default(word)), textsOf(english(word))];
    expect(Object.keys(own)).toEqual(Object.keys(original));
    for (const [name, text] of Object.entries(own)) {
      expect([name, text.trim()]).not.toEqual([name, '']);
      const parameters = (of: string): string[] => [...of.matchAll(/ONE|TWO/g)].map(([one]) => one).toSorted();
      expect([name, parameters(text)]).toEqual([name, parameters(original[name]!)]);
      if (text === original[name]) expect(SHARED.some((shared) => text.includes(shared))).toBe(true);
    }
    expect(own['ratings']?.split('\n')).toHaveLength(5);
  });
});

describe('the language', () => {
  it.each([
    [['pt-BR', 'en'], 'pt'],
    [['tlh', 'fr-CA', 'en'], 'fr'],
    [[undefined, 'AR-eg'], 'ar'],
    [['tlh'], 'en'],
    [[], 'en'],
  ] as const)('of a reader who wants %j is %s', (wanted, tag) => expect(matchLanguage(wanted)).toBe(tag));
});
