import { always, eventually, next, now } from '@antithesishq/bombadil';
import { extract } from '@antithesishq/bombadil/browser';
import { heading, title } from './common.ts';

export { everyPageHasHeading, noConsoleErrors } from './common.ts';

/** What Bombadil checks while it uses the join page. `judge.ts` reads the named values from the trace. */

/** Differs for each load of the page. */
const load = extract(({ window }) => window.performance.timeOrigin);

/** Seconds of the countdown; null without one. */
const countdown = extract(({ document }) => {
  const text = document.querySelector('[role=timer] .digits')?.textContent;
  return text ? text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) : null;
});

/** The button of an open room. */
const button = extract(({ document }) => document.querySelector('a.gate-box') !== null);

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
