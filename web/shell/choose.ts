import { firstKnown } from '../lib/languages/match.ts';
import { chosenLanguage } from '../lib/chosen-language.ts';
import { type Differences, withDifferences } from './differences.ts';

/** The shells of one page in every language, as differences from the English ones. */
export interface ShellScript {
  readonly followsChoice: boolean;
  readonly rightToLeft: readonly string[];
  readonly page: Readonly<Record<string, Differences>>;
  /** For addresses with `?id=`. */
  readonly withId?:
    { readonly english: string; readonly differences: Readonly<Record<string, Differences>> } | undefined;
}

/** Set by the build. */
declare const SHELL: ShellScript;

function languagesOfReader(): readonly (string | undefined)[] {
  try {
    return SHELL.followsChoice ? [chosenLanguage(), ...navigator.languages] : navigator.languages;
  } catch {
    // The browser refuses the storage.
    return navigator.languages;
  }
}

/** Replaces the English shell in the file by that of the reader, before the first paint. */
const tag = firstKnown(languagesOfReader(), Object.keys(SHELL.page)) ?? 'en';
const place = document.getElementById('page');
if (place) {
  document.documentElement.lang = tag;
  document.documentElement.dir = SHELL.rightToLeft.includes(tag) ? 'rtl' : 'ltr';
  const other = new URLSearchParams(location.search).has('id') ? SHELL.withId : undefined;
  const differences = (other?.differences ?? SHELL.page)[tag] ?? {};
  place.innerHTML = withDifferences(other?.english ?? place.innerHTML, differences);
}

/** Milliseconds: the page starts then at the latest. */
const LATEST_START = 2_000;

const page = document.currentScript?.dataset['page'];
if (page !== undefined) {
  const url = new URL(page, document.baseURI).href;
  // A second call does nothing: a module runs once.
  const start = (): void => void import(url);
  // The scripts take so long that a paint after them is late. A page in the background has no frames.
  if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(start));
  else start();
  setTimeout(start, LATEST_START);
}
