import { Duration } from 'aws-cdk-lib/core';
import { Errors, JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/**
 * The retry policies of the workflow. Step Functions uses the first policy that matches, so a task lists final
 * errors first, then named errors, then all others.
 */

/** No retry: a repeated call gives the same error. */
export const final = (...errors: string[]): RetryProps => ({ errors, maxAttempts: 0 });

/** One minute: the scheduling call may still be running. */
export const untilAccepted: RetryProps = {
  errors: ['NotAccepted'],
  interval: Duration.seconds(5),
  backoffRate: 1,
  maxAttempts: 12,
};

/**
 * At most 38 minutes of waiting, half of it on average, within `launchWithin`. EC2 allows a burst of 5 RunInstances calls and 2 calls per second for each account and Region;
 * many meetings start on the hour. Full jitter spreads their calls.
 */
export const whileThrottled: RetryProps = {
  errors: ['Throttled', 'Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 42,
  jitterStrategy: JitterType.FULL,
};

/** About 36 minutes, within `launchWithin`: a meeting that starts late is better than none. */
export const untilCapacity: RetryProps = {
  errors: ['NoCapacity'],
  interval: Duration.seconds(30),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(120),
  maxAttempts: 20,
};

/** About 33 minutes, within `launchWithin`. AWS usually verifies an account within minutes. */
export const untilVerified: RetryProps = {
  errors: ['PendingVerification'],
  interval: Duration.seconds(60),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(300),
  maxAttempts: 9,
};

/**
 * Until the planned end, when the step gives up: each retry takes three of the 25,000 events of a history, so the limit
 * is never reached. All waiting meetings write one item, so full jitter spreads them: half a minute on average.
 */
export const untilSlotFree: RetryProps = {
  errors: ['CapReached'],
  interval: Duration.seconds(10),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 6_000,
  jitterStrategy: JitterType.FULL,
};

/** At most 90 seconds of waiting, for temporary faults. Steps are idempotent, so retries are safe. */
export const briefly: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

/**
 * About 38 minutes, within `launchWithin`, for the steps before the room is open. Outages of EC2 or the table take 20 to
 * 40 minutes, and the meeting can still take place. The longest delay is half of `netMargin`, so that the step runs before
 * a safety net acts.
 */
export const throughOutage: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(90),
  maxAttempts: 30,
};

/** The longest wait for all retries of a policy, in seconds. */
export function waitOf({ interval, backoffRate = 2, maxDelay, maxAttempts = 3 }: RetryProps): number {
  let wait = 0;
  for (let retry = 0; retry < maxAttempts; retry++) {
    const delay = (interval?.toSeconds() ?? 1) * backoffRate ** retry;
    wait += Math.min(delay, maxDelay?.toSeconds() ?? delay);
  }
  return wait;
}

/** The longest wait for the retries of a launch, without the wait for a slot, which has a deadline of its own. */
export const LAUNCH_WAIT = Math.max(...[whileThrottled, untilCapacity, untilVerified, throughOutage].map(waitOf));

/** About one hour, for steps whose failure affects people in a room or leaves a host running: the first retry is as soon as possible. */
export const forAnHour: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 65,
};
