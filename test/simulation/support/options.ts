import type { RunOptions } from '../../../simulation/run.ts';

/** A run with default faults and all nets, but for what is given. */
export const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
  meetings: 100,
  seed: 1,
  workload: 'weekday',
  perDay: 1000,
  level: 'default',
  withoutNets: new Set(),
  hostRoles: ['room'],
  ...changes,
});
