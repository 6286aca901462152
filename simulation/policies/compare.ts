import { plan, type PlanOptions } from '../plan/plan.ts';
import { alwaysOn } from './always-on.ts';
import type { Comparison } from './comparison.ts';
import { twoTimers } from './two-timers.ts';

/** Runs a simple policy on the meetings of a run of the product: the same seed gives the same people, hosts and faults. */
export function compare(
  policy: 'always-on' | 'two-timers',
  options: PlanOptions & { readonly meetings: number },
): Comparison {
  const all = Array.from({ length: options.meetings }, (_, index) => plan(options, index));
  // Every policy refuses an invalid request.
  const scenarios = all.filter(({ wrong }) => !wrong);
  return policy === 'always-on' ? alwaysOn(options, scenarios) : twoTimers(options, scenarios);
}
