/**
 * For every SDK client. Calls are small and answers quick, so a call that hangs is given up
 * early, in the time that a step's own time-out leaves for the retries. Each call that changes
 * something is repeatable (a condition, a name or a client token), so that a retry of a call
 * whose answer was lost does no harm.
 */
export const clientConfig = {
  /** The first and two more, with back-off. The workflow retries whole steps beyond that. */
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    /** Milliseconds. */
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    /** Without it the SDK only writes a warning when the time is up, and waits on. */
    throwOnRequestTimeout: true,
  },
};
