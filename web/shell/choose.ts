import { firstKnown } from '../languages/match.ts';
import { chosenLanguage } from '../lib/chosen-language.ts';
import type { ShellPage } from './shells.tsx';

/** Set by the build: the shells of this page by language. */
declare const SHELLS: Readonly<Record<string, ShellPage>>;
/** Set by the build: the page follows the language that was chosen on this device. */
declare const FOLLOWS_CHOICE: boolean;

function languagesOfReader(): readonly (string | undefined)[] {
  try {
    return FOLLOWS_CHOICE ? [chosenLanguage(), ...navigator.languages] : navigator.languages;
  } catch {
    // The browser refuses the storage.
    return navigator.languages;
  }
}

/** Replaces the English shell of the file by that of the reader, before the first paint. */
const tag = firstKnown(languagesOfReader(), Object.keys(SHELLS)) ?? 'en';
const shell = SHELLS[tag];
const place = document.getElementById('page');
if (shell && place) {
  document.documentElement.lang = tag;
  document.documentElement.dir = shell.direction;
  const { html, htmlWithId = html } = shell;
  place.innerHTML = new URLSearchParams(location.search).has('id') ? htmlWithId : html;
}
