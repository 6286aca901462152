import { type BuildBehaviour, SOUND_BUILD } from '../../local/builds.ts';
import { DAY, HOUR, type Millis, MINUTE, SECOND } from '../../steps/domain/instants.ts';
import { buildFaults, type Level, RATES } from '../plan/faults.ts';
import { streamOf } from '../plan/random.ts';
import type { Fault } from '../plan/scenario.ts';

/** What happens to the image of hosts on one day. It follows from the seed, not from the meetings of the run. */
export type BuildAct =
  /** By the timer of every day, or by an operator, who builds also while the image is young. */
  | { readonly at: Millis; readonly what: 'build'; readonly force: boolean }
  /** A deployment changes what is installed. */
  | { readonly at: Millis; readonly what: 'deploy' }
  /** Somebody deletes the image of new hosts. */
  | { readonly at: Millis; readonly what: 'delete image' };

/** @param mean number of builds by an operator on a day */
export function actsOf(seed: number, mean: number, day: Millis): readonly BuildAct[] {
  const daily = streamOf(seed, 'world', 'builds').between(0, DAY);
  const stream = streamOf(seed, 'world', `builds of day ${day}`);
  const list: BuildAct[] = [{ at: Math.round(day + daily), what: 'build', force: false }];
  for (let left = mean === 0 ? 0 : Math.round(stream.exponential(mean)); left > 0; left -= 1) {
    const at = Math.round(day + stream.between(6 * HOUR, 22 * HOUR));
    // Often while the build runs.
    const soon = Math.round(at + stream.between(-10, 40) * MINUTE);
    list.push({ at, what: 'build', force: true });
    const also = stream.weighted<'deploy' | 'delete image' | undefined>([
      [50, 'deploy'],
      [25, 'delete image'],
      [25, undefined],
    ]);
    if (also) list.push({ at: soon, what: also });
  }
  return list;
}

/** One build: how its hosts and its image behave, and what goes wrong. */
export interface BuildScenario {
  readonly behaviour: BuildBehaviour;
  readonly lookUpLag: Millis;
  /** From its start until an operator stops it. */
  readonly abortedAfter: Millis | undefined;
  readonly faults: readonly Fault[];
}

const NEVER = Number.POSITIVE_INFINITY;

export function planBuild(seed: number, level: Level, startedAt: Millis): BuildScenario {
  const { call, builds } = RATES[level];
  const stream = streamOf(seed, 'world', `build at ${startedAt}`);
  const after = (usual: readonly [number, number], slow: readonly [number, number]): Millis => {
    if (stream.chance(builds.never)) return NEVER;
    return Math.round(stream.between(...(stream.chance(builds.slow) ? slow : usual)) * MINUTE);
  };
  return {
    behaviour: {
      ...SOUND_BUILD,
      installedAfter: after([4, 8], [20, 45]),
      imageAfter: after([3, 15], [20, 60]),
      imageFails: stream.chance(builds.never),
      readyAfter: after([1, 3], [5, 12]),
      timerSet: !stream.chance(builds.slow),
    },
    lookUpLag: Math.round(Math.min(stream.exponential(5), 100) * SECOND),
    abortedAfter: stream.chance(builds.aborted) ? Math.round(stream.between(0, 40) * MINUTE) : undefined,
    faults: buildFaults(streamOf(seed, 'world', `calls of the build at ${startedAt}`), call),
  };
}
