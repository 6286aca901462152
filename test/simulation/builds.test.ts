import { describe, expect, it } from '@jest/globals';
import { actsOf, planBuild } from '../../simulation/builds/plan.ts';
import { DAY } from '../../steps/domain/instants.ts';

const DAYS = Array.from({ length: 200 }, (_, index) => index * DAY);

describe('what happens to the image in a simulated run', () => {
  it('without operators is the daily start of a build, at the same time of each day', () => {
    const starts = DAYS.flatMap((day) => actsOf(1, 0, day).map((act) => ({ ...act, at: act.at - day })));
    expect(starts).toEqual(DAYS.map(() => ({ at: starts[0]!.at, what: 'build', force: false })));
  });

  it('with operators has builds, deployments and deleted images, the same for a seed', () => {
    const acts = DAYS.flatMap((day) => actsOf(1, 2, day));
    const count = (what: string): number => acts.filter((act) => act.what === what).length;
    expect(count('build')).toBeGreaterThan(500);
    expect(count('deploy')).toBeGreaterThan(100);
    expect(count('delete image')).toBeGreaterThan(50);
    expect(DAYS.flatMap((day) => actsOf(1, 2, day))).toEqual(acts);
  });

  it('has builds that are sound without faults, and some that are not with them', () => {
    const builds = (level: 'none' | 'default') => DAYS.map((day) => planBuild(1, level, day));
    const isBroken = ({ behaviour, abortedAfter, faults }: ReturnType<typeof planBuild>): boolean =>
      behaviour.imageFails || abortedAfter !== undefined || behaviour.readyAfter === Infinity || faults.length > 0;
    expect(builds('none').filter(isBroken)).toEqual([]);
    expect(builds('default').filter(isBroken).length).toBeGreaterThan(100);
  });
});
