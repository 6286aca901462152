import { plan, type PlanOptions } from '../plan.ts';
import { alwaysOn } from './always-on.ts';
import type { Comparison } from './comparison.ts';
import { twoTimers } from './two-timers.ts';

/** A simple policy on the very meetings that the product would get: the same people, hosts and faults from the same seed. */
export function compare(
  policy: 'always-on' | 'two-timers',
  options: PlanOptions & { readonly meetings: number },
): Comparison {
  const all = Array.from({ length: options.meetings }, (_, index) => plan(options, index));
  // A wrong request is refused by everybody, and a meeting that is cancelled in time is nobody's loss.
  const scenarios = all.filter(({ wrong }) => !wrong);
  return policy === 'always-on' ? alwaysOn(options, scenarios) : twoTimers(options, scenarios);
}
