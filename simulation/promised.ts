import { type MeetingPromise } from '../promises/promise.ts';
import { PROMISES } from '../promises/promises.ts';
import type { Trace } from '../promises/trace.ts';
import type { Level } from './plan/faults.ts';
import type { NetName } from './world/nets.ts';

/** Conditions of a run that decide what is promised. */
export interface Conditions {
  readonly level: Level;
  readonly withoutNets: ReadonlySet<NetName>;
  /** Whether plans change (moves, late starts and extensions), and some meetings need both people. */
  readonly changes?: boolean;
  /** Whether the deployment builds images. */
  readonly builds?: boolean;
  /** The number of series. */
  readonly series?: number;
}

/** A broken promise. A violation, if it is promised under the conditions of the run. */
export interface Breach {
  readonly promise: string;
  readonly promised: boolean;
  readonly what: string;
}

type PromiseName = (typeof PROMISES)[number]['name'];

/** For promises that depend on the safety nets. */
const withNets = ({ level, withoutNets }: Conditions): boolean => level !== 'harsh' && withoutNets.size <= 1;
const always = (): boolean => true;

/** Under which conditions a breach is a violation. */
const PROMISED: Readonly<Record<PromiseName, (conditions: Conditions) => boolean>> = {
  'no-host-outlives': withNets,
  'timer-ends-host': ({ withoutNets }) => !withoutNets.has('in-host'),
  'one-host': always,
  'one-outcome': withNets,
  'outcome-fits': always,
  'ended-means-gone': always,
  'nobody-cut-off': always,
  'refused-leaves-nothing': withNets,
  'execution-ends': withNets,
  'nothing-left': withNets,
  'no-lesson-cut-by-blindness': always,
  'no-sound-host-killed-by-blindness': always,
  'cap-holds': always,
  'one-plan': always,
  'changes-kept': ({ changes }) => changes === true,
  'plan-by-plan': ({ changes }) => changes === true,
  'change-recorded': always,
  'series-complete': ({ series = 0 }) => series > 0,
  'webhook-effect': always,
  'one-notice': always,
  // Without the sweep nobody terminates the stopped host of a build that was killed.
  'image-build': ({ builds, withoutNets }) => builds === true && !withoutNets.has('sweep'),
  'image-of-launch': ({ builds }) => builds === true,
  'no-false-alarm': ({ level, withoutNets }) => level === 'none' && withoutNets.size === 0,
  'no-defect': always,
};

export const isPromised = ({ name }: MeetingPromise, conditions: Conditions): boolean =>
  PROMISED[name as PromiseName](conditions);

/** Checks every promise on one meeting. `checked` names those that said something about it. */
export function checkAll(
  trace: Trace,
  conditions: Conditions,
): { readonly breaches: readonly Breach[]; readonly checked: readonly string[] } {
  const breaches: Breach[] = [];
  const checked: string[] = [];
  for (const promise of PROMISES) {
    const check = promise.check(trace);
    if (check.result !== 'checked') continue;
    checked.push(promise.name);
    const promised = isPromised(promise, conditions);
    for (const what of check.broken) breaches.push({ promise: promise.name, promised, what });
  }
  return { breaches, checked };
}
