import { Duration } from 'aws-cdk-lib/core';
import { Errors, JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/**
 * The retry policies of the workflow, each with its reason. The first one whose errors match
 * counts, so a task lists what is final, then what has a name, then the rest.
 */

/** These are verdicts, not trouble: another try gives the same. */
export const final = (...errors: string[]): RetryProps => ({ errors, maxAttempts: 0 });

/** The call that schedules the meeting may still be at work: it gets a minute. */
export const untilAccepted: RetryProps = {
  errors: ['NotAccepted'],
  interval: Duration.seconds(5),
  backoffRate: 1,
  maxAttempts: 12,
};

/**
 * EC2 gives an account a bucket of 5 RunInstances calls and 2 more a second; meetings on the
 * hour drain it. Full jitter spreads them over the quarter of an hour that these retries last.
 */
export const whileThrottled: RetryProps = {
  errors: ['Throttled', 'Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 20,
  jitterStrategy: JitterType.FULL,
};

/** No candidate had room. Capacity comes back within minutes or not in time: about twelve minutes in all. */
export const untilCapacity: RetryProps = {
  errors: ['NoCapacity'],
  interval: Duration.seconds(30),
  backoffRate: 1.5,
  maxDelay: Duration.seconds(120),
  maxAttempts: 8,
};

/** Anything else may pass: a crashed function, a service's bad minute. Steps are repeatable, so it costs nothing to ask again. */
export const briefly: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(30),
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

/** What must not be given up lightly, people in a room or a host on the bill: about an hour. */
export const forAnHour: RetryProps = {
  errors: [Errors.ALL],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: 65,
};
