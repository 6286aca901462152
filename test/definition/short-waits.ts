/**
 * Returns the definition with short waits, for engines that run in real time. Changes only numbers: retry intervals
 * and attempts, constant waits and time-outs. States, transitions, errors and paths stay as deployed.
 */
export function withShortWaits(definition: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) => {
    if (key === 'IntervalSeconds' || key === 'BackoffRate' || key === 'Seconds') return 1;
    // MaxDelaySeconds must be above IntervalSeconds, so it would have no effect here.
    if (key === 'MaxDelaySeconds' || key === 'JitterStrategy') return undefined;
    if (key === 'MaxAttempts') return Math.min(ATTEMPTS, Number(value));
    if (key === 'TimeoutSeconds') return CALL_SECONDS;
    return value;
  }) as Record<string, unknown>;
}

/** Maximum number of attempts of a retrier. */
const ATTEMPTS = 2;
/** Time-out of a call of a step, in seconds. */
const CALL_SECONDS = 3;
