import { Duration } from 'aws-cdk-lib/core';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { OPEN_ROOM } from '../steps/domain/status.ts';
import {
  briefly,
  final,
  forAnHour,
  throughOutage,
  untilAccepted,
  untilCapacity,
  untilSlotFree,
  untilVerified,
  whileThrottled,
} from './retries.ts';

/** The functions behind the tasks. */
export const TASK_FUNCTIONS = ['launchHost', 'checkHost', 'openRoom', 'decide', 'holdMeeting', 'tearDown'] as const;
export type TaskFunction = (typeof TASK_FUNCTIONS)[number];
export type MeetingFunctions = Readonly<Record<TaskFunction, IFunction>>;

/** Time-out of a call of a step. The time-outs of the functions are shorter. */
export const CALL_TIMEOUT = Duration.seconds(90);

/**
 * The workflow of a meeting. Input: `{meetingId, revision, launchAt}`. `$.step` is the result of the latest
 * step, `$.end` the result of the tear-down, `$.error` the first error that ends the meeting.
 */
export function meetingWorkflow(scope: Construct, functions: MeetingFunctions): IChainable {
  const call = (name: string, lambdaFunction: IFunction, resultPath: string): LambdaInvoke =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      payload: TaskInput.fromObject(STEP_CALL),
      payloadResponseOnly: true,
      resultPath,
      taskTimeout: Timeout.duration(CALL_TIMEOUT),
      retryOnServiceExceptions: false,
    });
  const waitForPeople = (name: string, lambdaFunction: IFunction, timeouts: Partial<LambdaInvokeProps>): LambdaInvoke =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromObject({ ...STEP_CALL, task: TASK }),
      resultPath: JsonPath.DISCARD,
      retryOnServiceExceptions: false,
      ...timeouts,
    });
  const waitUntil = (name: string, time: WaitTime): Wait => new Wait(scope, name, { time });

  // The states, in order.
  const waitUntilLaunch = waitUntil('Wait until launch', WaitTime.timestampPath('$.launchAt'));
  const launchHost = call('Launch host', functions.launchHost, '$.step');
  const waitForHost = waitUntil('Wait for host', WaitTime.secondsPath('$.step.waitSeconds'));
  const checkHost = call('Check host', functions.checkHost, '$.step');
  const hostReady = new Choice(scope, 'Host ready?');
  const openRoom = waitForPeople(OPEN_ROOM, functions.openRoom, {
    taskTimeout: Timeout.at('$.step.timeoutSeconds'),
  });
  const decide = call('Decide', functions.decide, '$.step');
  const shouldContinue = new Choice(scope, 'Continue?');
  const holdMeeting = waitForPeople('Hold meeting', functions.holdMeeting, {
    taskTimeout: Timeout.at('$.step.timeoutSeconds'),
    heartbeatTimeout: Timeout.at('$.step.heartbeatSeconds'),
  });
  const pause = waitUntil('Pause before deciding again', WaitTime.duration(Duration.minutes(1)));
  const tearDown = call('Tear down', functions.tearDown, '$.end');
  const hostGone = new Choice(scope, 'Host gone?');
  const waitForEnd = waitUntil('Wait for end of host', WaitTime.secondsPath('$.end.waitSeconds'));
  const failedBefore = new Choice(scope, 'Failed before?');
  const meetingOver = new Succeed(scope, 'Meeting over', { inputPath: '$.end.result' });
  const meetingFailed = new Fail(scope, 'Meeting failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' });
  const tearDownFailed = new Fail(scope, 'Tear-down failed', {
    errorPath: '$.tearDownError.Error',
    causePath: '$.tearDownError.Cause',
  });

  // Launch: the host is healthy in time, or is replaced once.
  launchHost
    .addRetry(final('SlotNeverFree'))
    .addRetry(untilAccepted)
    .addRetry(untilSlotFree)
    .addRetry(whileThrottled)
    .addRetry(untilCapacity)
    .addRetry(untilVerified)
    .addRetry(throughOutage)
    .addCatch(tearDown, { resultPath: '$.error' });
  checkHost
    .addRetry(final('HostNeverHealthy', 'MeetingFailed'))
    .addRetry(throughOutage)
    .addCatch(tearDown, { resultPath: '$.error' });
  hostReady
    .when(nextIs('POLL'), waitForHost)
    .when(nextIs('LAUNCH'), launchHost)
    .when(nextIs('OPEN'), openRoom)
    .when(nextIs('DECIDE'), decide)
    .otherwise(tearDown);

  // Meeting: after every wait, "Decide" decides from row and clock.
  for (const waiting of [openRoom, holdMeeting]) {
    waiting
      .addRetry(final(Errors.HEARTBEAT_TIMEOUT, Errors.TIMEOUT))
      .addRetry(briefly)
      .addCatch(decide, { errors: [Errors.HEARTBEAT_TIMEOUT], resultPath: JsonPath.DISCARD })
      .addCatch(decide, { errors: [Errors.TIMEOUT], resultPath: JsonPath.DISCARD })
      // Any other error: pause, so that a persistent fault does not loop without a delay.
      .addCatch(pause, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  }
  decide
    .addRetry(final('HostLost', 'MeetingFailed'))
    .addRetry(forAnHour)
    .addCatch(tearDown, { errors: ['HostLost', 'MeetingFailed'], resultPath: '$.error' })
    // While "Decide" fails, people stay in the room. Retry until it works or a safety net acts.
    .addCatch(pause, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  shouldContinue.when(nextIs('HOLD'), holdMeeting).otherwise(tearDown);

  // Tear-down: the execution ends with the outcome or with the first error.
  tearDown.addRetry(forAnHour).addCatch(failedBefore, { resultPath: '$.tearDownError' });
  hostGone
    .when(Condition.stringEquals('$.end.next', 'WAIT'), waitForEnd)
    .when(Condition.isPresent('$.error'), meetingFailed)
    .otherwise(meetingOver);
  failedBefore.when(Condition.isPresent('$.error'), meetingFailed).otherwise(tearDownFailed);

  waitForHost.next(checkHost).next(hostReady);
  openRoom.next(decide).next(shouldContinue);
  holdMeeting.next(decide);
  pause.next(decide);
  tearDown.next(hostGone);
  waitForEnd.next(tearDown);
  return waitUntilLaunch.next(launchHost).next(waitForHost);
}

const STEP_CALL = { input: JsonPath.entirePayload, execution: JsonPath.stringAt('$$.Execution.Id') };

/** The task that a waiting step stores in the row; presence completes it. */
const TASK = {
  token: JsonPath.taskToken,
  state: JsonPath.stringAt('$$.State.Name'),
  enteredAt: JsonPath.stringAt('$$.State.EnteredTime'),
  retryCount: JsonPath.numberAt('$$.State.RetryCount'),
};

const nextIs = (next: string): Condition => Condition.stringEquals('$.step.next', next);
