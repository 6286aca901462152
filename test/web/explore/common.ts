import { always, eventually, now } from '@antithesishq/bombadil';
import { extract } from '@antithesishq/bombadil/browser';

/** What Bombadil checks on every page. `judge.ts` reads the named values from the trace. */

/** The browser's own page for a server that does not answer. */
export const offline = extract(({ window }) => window.location.protocol === 'chrome-error:');

export const heading = extract(({ document }) => document.querySelector('h1')?.textContent ?? null);

export const title = extract(({ document }) => document.title);

/** Errors in the console, without those of a server that is down. */
const errors = extract(({ console, errors: { uncaughtExceptions } }) =>
  [
    ...console.filter(({ level }) => level === 'error').map(({ args }) => JSON.stringify(args)),
    ...uncaughtExceptions.map(({ text }) => text),
  ].filter((text) => !/Failed to (?:fetch|load)|ERR_(?:CONNECTION|EMPTY)/.test(text)),
);

export const everyPageHasHeading = always(
  now(() => offline.current || heading.current !== null).or(
    eventually(() => offline.current || heading.current !== null).within(5, 'seconds'),
  ),
);

export const noConsoleErrors = always(() => errors.current.length === 0);
