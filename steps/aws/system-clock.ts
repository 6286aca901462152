import type { Clock } from '../ports.ts';

/** The world's time. */
export const systemClock: Clock = { now: () => Date.now(), speed: 1 };
