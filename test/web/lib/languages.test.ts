import { describe, expect, it } from '@jest/globals';
import english from '../../../web/languages/en.ts';
import { GUESTS } from '../../../web/lib/languages/built-guests.ts';
import { ORGANISERS } from '../../../web/lib/languages/built-organisers.ts';
import { ROOM } from '../../../web/lib/languages/built-room.ts';
import { LANGUAGE_TAGS, loadPart, matchLanguage } from '../../../web/lib/languages/languages.ts';
import { WORDS } from '../../../web/lib/words.ts';

/** Every text of a catalogue by its name, with sample values for its parameters. */
const textsOf = (texts: object, prefix = ''): Record<string, string> =>
  Object.assign(
    {},
    ...Object.entries(texts).map(([key, text]: [string, unknown]): Record<string, string> => {
      const name = prefix + key;
      if (typeof text === 'string') return { [name]: text };
      if (typeof text === 'function')
        return { [name]: (text as (...values: unknown[]) => string)('ONE', 'TWO', 'THREE') };
      return Array.isArray(text) ? { [name]: text.join('\n') } : textsOf(text as object, `${name}.`);
    }),
  ) as Record<string, string>;

/** The same in English: names of products, and words that both languages have. */
const SHARED =
  /Outlook|Google Calendar|^ONE in TWO$|^(Pages|Minutes|Date|Start|Live|Hosts|Workflow|Error|Cause|Chat|Webhooks|Description|Test)$/;

function expectComplete(own: Record<string, string>, original: Record<string, string>): void {
  expect(Object.keys(own)).toEqual(Object.keys(original));
  for (const [name, text] of Object.entries(own)) {
    expect([name, text.trim()]).not.toEqual([name, '']);
    const parameters = (of: string): string[] => [...of.matchAll(/ONE|TWO|THREE/g)].map(([one]) => one).toSorted();
    expect([name, parameters(text)]).toEqual([name, parameters(original[name]!)]);
    if (text === original[name]) expect([name, text]).toEqual([name, expect.stringMatching(SHARED)]);
  }
}

describe.each(LANGUAGE_TAGS.filter((tag) => tag !== 'en'))('the language %s', (tag) => {
  it.each(WORDS)('has every text of guests, for the word "%s", with its parameters', async (word) => {
    const own = textsOf((await loadPart(GUESTS, tag))(word));
    expectComplete(own, textsOf(english.guests(word)));
    expect(own['ratings']?.split('\n')).toHaveLength(5);
  });

  it('has every text of organisers, with its parameters', async () => {
    expectComplete(textsOf((await loadPart(ORGANISERS, tag))()), textsOf(english.organisers()));
  });

  it('has every text of the room, with its parameters', async () => {
    expectComplete(textsOf((await loadPart(ROOM, tag))()), textsOf(english.room()));
  });
});

describe('the form of a text for a number', () => {
  it.each([
    ['en', [1, 2], ['1 event', '2 events']],
    ['fr', [0, 1, 2], ['0 événement', '1 événement', '2 événements']],
    ['ar', [0, 1, 2, 3, 11, 100], ['لا أحداث', 'حدث واحد', 'حدثان', '3 أحداث', '11 حدثًا', '100 حدث']],
    ['ja', [1, 2], ['イベント1件', 'イベント2件']],
  ] as const)('follows the rules of %s', async (tag, counts, expected) => {
    const { eventCount } = (await loadPart(ORGANISERS, tag))();
    expect(counts.map((count) => eventCount(count))).toEqual(expected);
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
