/**
 * The definition with seconds that an engine in real time can be waited for. Rewritten are only
 * figures: the spans of retries, how often, constant waits and time-outs. States, roads, errors
 * and paths stay as they are deployed.
 */
export function quickly(definition: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) => {
    if (key === 'IntervalSeconds' || key === 'BackoffRate' || key === 'Seconds') return 1;
    // Without it the figure would be above the interval, as it must be, and count for nothing.
    if (key === 'MaxDelaySeconds' || key === 'JitterStrategy') return undefined;
    if (key === 'MaxAttempts') return Math.min(ATTEMPTS, Number(value));
    if (key === 'TimeoutSeconds') return CALL_SECONDS;
    return value;
  }) as Record<string, unknown>;
}

/** How often a quick retrier tries again. */
export const ATTEMPTS = 2;
/** How long a quick call of a step may take. */
const CALL_SECONDS = 3;
