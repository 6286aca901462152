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
 * At most 16 minutes of waiting. EC2 allows a burst of 5 RunInstances calls and 2 calls per second for each account and Region;
 * many meetings start on the hour. Full jitter spreads their calls.
 */
export const whileThrottled: RetryProps = {
  errors: ['Throttled', 'Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 20,
  jitterStrategy: JitterType.FULL,
};

/** About 12 minutes: later than that, a host would not be ready in time. */
export const untilCapacity: RetryProps = {
  errors: ['NoCapacity'],
  interval: Duration.seconds(30),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(120),
  maxAttempts: 8,
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

/** About one hour, for steps whose failure affects people in a room or leaves a host running. */
export const forAnHour: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 65,
};
