import type { RunOptions } from '../../../simulation/run.ts';

/** Options of a run with default faults and all safety nets. */
export const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
  meetings: 100,
  seed: 1,
  workload: 'weekday',
  perDay: 1000,
  level: 'default',
  withoutNets: new Set(),
  hostRoles: ['room'],
  hostKind: 'jitsi',
  boot: 'image',
  ...changes,
});
