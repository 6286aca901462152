import { always, next } from '@antithesishq/bombadil';
import { extract } from '@antithesishq/bombadil/browser';
import { inputs } from '@antithesishq/bombadil/browser/defaults/actions';
import { useThePage } from './actions.ts';

export { everyPageHasHeading, noConsoleErrors } from './common.ts';

/** What Bombadil checks while it uses the pages of organisers: form, list, meeting and overview. */

/** A meeting, and the place of its current stage. */
const course = extract(({ document, window }) => {
  const stages = [...document.querySelectorAll('.stages > .stage')];
  const stage = stages.findIndex((one) => one.hasAttribute('aria-current'));
  return stage < 0 ? null : { id: new URL(window.location.href).searchParams.get('id'), stage };
});

/** Text of a value that code did not expect. */
const brokenText = extract(
  ({ document }) => /\b(?:undefined|NaN|Invalid Date)\b|\[object /.exec(document.body?.innerText ?? '')?.[0] ?? null,
);

/** Pixels by which the page is wider than the window. */
const tooWide = extract(({ document, window }) => document.documentElement.scrollWidth - window.innerWidth);

/** Meetings that the list finds, and all of them. */
const found = extract(({ document }) =>
  (/^(\d+) of (\d+) meeting/.exec(document.querySelector('main [role=status]')?.textContent ?? '') ?? [])
    .slice(1)
    .map(Number),
);

export const meetingNeverGoesBack = always(() => {
  const before = course.current;
  return next(() => {
    const after = course.current;
    return before === null || after === null || after.id !== before.id || after.stage >= before.stage;
  });
});

export const noBrokenText = always(() => brokenText.current === null);

export const noPageScrollsSideways = always(() => tooWide.current <= 1);

export const searchFindsNoMoreThanThereIs = always(() => {
  const [some = 0, all = 0] = found.current;
  return some <= all;
});

/** Guests are explored at the same time: their meeting keeps its time and its links. Nothing opens another tab. */
export const use = useThePage(
  (text) => !/\b(?:end|cancel|move|later|start|replace|revoke|open|extend|share)/i.test(text),
  inputs,
);
