import { always, eventually, next, now } from '@antithesishq/bombadil';
import { extract } from '@antithesishq/bombadil/browser';

/** What Bombadil checks while it uses the join page. `judge.ts` reads the named values from the trace. */

/** The browser's own page for a server that does not answer. */
const offline = extract(({ window }) => window.location.protocol === 'chrome-error:');

/** Differs for each load of the page. */
const load = extract(({ window }) => window.performance.timeOrigin);

/** Seconds of the countdown; null without one. */
const countdown = extract(({ document }) => {
  const text = document.querySelector('[role=timer] .digits')?.textContent;
  return text ? text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) : null;
});

const heading = extract(({ document }) => document.querySelector('h1')?.textContent ?? null);

const title = extract(({ document }) => document.title);

/** The button of an open room. */
const button = extract(({ document }) => document.querySelector('a.gate-box') !== null);

/** Errors in the console, without those of a server that is down. */
const errors = extract(({ console, errors: { uncaughtExceptions } }) =>
  [
    ...console.filter(({ level }) => level === 'error').map(({ args }) => JSON.stringify(args)),
    ...uncaughtExceptions.map(({ text }) => text),
  ].filter((text) => !/Failed to (?:fetch|load)|ERR_(?:CONNECTION|EMPTY)/.test(text)),
);

const saysOpen = (): boolean => title.current.startsWith('The room is open');

/** The outcome that the page tells; null before the end and while the page loads. */
const told = (): string | null => (title.current.startsWith('The meeting is over') ? heading.current : null);

export const countdownNeverGoesBack = always(() => {
  const [before, page] = [countdown.current, load.current];
  return next(
    () => before === null || countdown.current === null || load.current !== page || countdown.current <= before,
  );
});

export const openRoomShowsButton = always(
  now(() => !saysOpen() || button.current).or(eventually(() => !saysOpen() || button.current).within(10, 'seconds')),
);

export const nobodyIsToldTwoOutcomes = always(() => {
  const first = told();
  return first === null || always(() => told() === null || told() === first);
});

export const everyPageHasHeading = always(
  now(() => offline.current || heading.current !== null).or(
    eventually(() => offline.current || heading.current !== null).within(5, 'seconds'),
  ),
);

export const noConsoleErrors = always(() => errors.current.length === 0);
