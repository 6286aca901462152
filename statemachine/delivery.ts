import { Duration } from 'aws-cdk-lib/core';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { CALL_TIMEOUT } from './meeting.ts';
import { throughOutage } from './retries.ts';

/** The function behind the task. */
export interface DeliveryFunctions {
  readonly deliverEvent: IFunction;
}

/**
 * The workflow of one event for one webhook. Input: `{webhookId, eventId, run}`, ids only. "Deliver event" makes one attempt, and
 * returns how long to wait for the next one.
 */
export function deliveryWorkflow(scope: Construct, { deliverEvent }: DeliveryFunctions): IChainable {
  const deliver = new LambdaInvoke(scope, 'Deliver event', {
    lambdaFunction: deliverEvent,
    payload: TaskInput.fromObject({ input: JsonPath.entirePayload }),
    payloadResponseOnly: true,
    resultPath: '$.step',
    taskTimeout: Timeout.duration(CALL_TIMEOUT),
    retryOnServiceExceptions: false,
  });
  const accepted = new Choice(scope, 'Accepted?');
  const wait = new Wait(scope, 'Wait for next attempt', { time: WaitTime.secondsPath('$.step.waitSeconds') });
  // The time-out of the execution ends it.
  const pause = new Wait(scope, 'Pause before trying again', { time: WaitTime.duration(Duration.minutes(10)) });
  const over = new Succeed(scope, 'Delivery over');
  const failed = new Fail(scope, 'Not accepted', {
    error: 'NotAccepted',
    cause: 'The webhook accepted the event at none of its attempts.',
  });

  // Failures of the step. Those of the webhook are in the record of the delivery.
  deliver.addRetry(throughOutage).addCatch(pause, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  accepted.when(nextIs('WAIT'), wait).when(nextIs('FAILED'), failed).otherwise(over);
  wait.next(deliver);
  pause.next(deliver);
  return deliver.next(accepted);
}

const nextIs = (next: string): Condition => Condition.stringEquals('$.step.next', next);
