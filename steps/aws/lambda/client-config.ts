/**
 * For every SDK client. Calls are small and fast, so a call that hangs times out early and leaves time for retries
 * within the time-out of the function. Each write is idempotent (by a condition, a name or a client token), so a retry
 * after a lost response is safe.
 */
export const clientConfig = {
  /** One call and two retries, with backoff. The workflow also retries whole steps. */
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    /** Milliseconds. */
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    /** Without it the SDK only logs a warning after the time-out, and continues to wait. */
    throwOnRequestTimeout: true,
  },
};

/**
 * For launches. The error of a retry says nothing about the call before it: if that had no response, a retry that is throttled would
 * look like a launch that had no effect. So each call is recorded in the row, and the workflow repeats the step.
 */
export const launchConfig = { ...clientConfig, maxAttempts: 1 };

/** For Route 53: an account has five requests per second, so more retries are needed; requests are few. */
export const route53Config = { ...clientConfig, maxAttempts: 6 };
