import { describe, expect, it } from '@jest/globals';
import { differencesOf, withDifferences } from '../../../web/shell/differences.ts';
import { SHELL_FILES, shellsOf } from '../../../web/shell/shells.tsx';

describe.each(SHELL_FILES)('what %s shows before its scripts', (file) => {
  it('has one heading in every language, and its script can make each one from the English one', async () => {
    const shells = shellsOf(file);
    const english = shells.get('en');
    const headings = new Set<string>();
    for (const [tag, { html, htmlWithId }] of shells) {
      const found = [...html.matchAll(/<h1[^>]*>([^<]+)<\/h1>/g)].map(([, text]) => text!);
      expect([tag, found.length]).toEqual([tag, 1]);
      // A word such as Webhooks is the same in several languages; the text below it is not.
      headings.add(/<h1[^>]*>[^<]+<\/h1>(<p class="lead">[^<]+)?/.exec(html)![0]);
      expect(withDifferences(english!.html, differencesOf(english!.html, html))).toBe(html);
      if (htmlWithId !== undefined) expect(htmlWithId).toMatch(/<h1[^>]*>[^<]+<\/h1>/);
    }
    expect(headings.size).toBe(shells.size);
  });
});

describe('the differences of two shells', () => {
  it('are only between shells of the same elements', () => {
    expect(differencesOf('<p>One</p>', '<p lang="fr">Un</p>')).toEqual({ 1: '<p lang="fr">', 2: 'Un' });
    expect(() => differencesOf('<p>One</p>', '<p>One<b>two</b></p>')).toThrow('other elements');
  });
});
