import type { Log } from '../ports.ts';

/** Runs one part of a sweep. An error is logged and counted, and the result is undefined. */
export type Attempt = <T>(what: string, run: () => Promise<T>) => Promise<T | undefined>;

export const countFailures =
  (log: Log): Attempt =>
  async (what, run) => {
    try {
      return await run();
    } catch (error) {
      log.error('part of the sweep failed', { what, error });
      log.count('SweepFailures', 1);
      return undefined;
    }
  };
