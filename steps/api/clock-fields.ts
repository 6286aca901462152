import { isoMillis } from '../domain/instants.ts';
import type { Clock } from '../ports.ts';

/** Lets pages count down by the server's clock, which may run faster than theirs. */
export const clockFields = (clock: Clock): { now: string; clock_speed?: number } => ({
  now: isoMillis(clock.now()),
  ...(clock.speed !== 1 && { clock_speed: clock.speed }),
});
