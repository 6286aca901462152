import { type Millis, SECOND } from '../steps/domain/instants.ts';
import { PHASES, type Phases } from '../steps/domain/phases.ts';

/**
 * The phases of a boot that is only a timer: equal parts. As a host reports them, in epoch seconds, without those that are
 * still ahead.
 */
export function bootPhases(launchedAt: Millis, healthyAt: Millis, now: Millis): Phases {
  const ends = PHASES.map((phase, index) => {
    const share = (index + 1) / PHASES.length;
    return [phase, share === 1 ? healthyAt : launchedAt + share * (healthyAt - launchedAt)] as const;
  });
  return Object.fromEntries(ends.filter(([, at]) => at <= now).map(([phase, at]) => [phase, Math.round(at / SECOND)]));
}
