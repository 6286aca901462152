import type { Retention } from '../privacy/ports.ts';
import { adapter, number } from './lambda/adapter.ts';

/** How long names and addresses are kept, from the environment of the function. */
export const retention = adapter({ RETENTION_DAYS: number({ min: 1, whole: true }) }, (env): Retention => ({
  days: env.RETENTION_DAYS,
}));
