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
import { briefly, final, forAnHour, untilAccepted, untilCapacity, whileThrottled } from './retries.ts';

/** The function behind each task. */
export type MeetingFunctions = Readonly<
  Record<'launchHost' | 'checkHost' | 'openRoom' | 'decide' | 'holdMeeting' | 'tearDown', IFunction>
>;

/** A call of a step is over by then, or taken for dead. The functions' own time-outs are shorter. */
export const CALL_TIMEOUT = Duration.seconds(90);

/**
 * The life of a meeting. Input `{meetingId, revision, launchAt}`; `$.step` is the latest
 * step's answer, `$.end` the tear-down's, `$.error` the first error that ends the meeting.
 */
export function meetingWorkflow(scope: Construct, functions: MeetingFunctions): IChainable {
  const call = (name: string, lambdaFunction: IFunction, resultPath: string): LambdaInvoke =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      payload: TaskInput.fromObject(WHOLE_INPUT),
      payloadResponseOnly: true,
      resultPath,
      taskTimeout: Timeout.duration(CALL_TIMEOUT),
      retryOnServiceExceptions: false,
    });
  const waitForPeople = (name: string, lambdaFunction: IFunction, timeouts: Partial<LambdaInvokeProps>): LambdaInvoke =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromObject({ ...WHOLE_INPUT, task: OWN_TASK }),
      resultPath: JsonPath.DISCARD,
      retryOnServiceExceptions: false,
      ...timeouts,
    });
  const waitUntil = (name: string, time: WaitTime): Wait => new Wait(scope, name, { time });

  // The states, in the order in which a meeting meets them.
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

  // A host, healthy in time or replaced once.
  launchHost
    .addRetry(untilAccepted)
    .addRetry(whileThrottled)
    .addRetry(untilCapacity)
    .addRetry(briefly)
    .addCatch(tearDown, { resultPath: '$.error' });
  checkHost
    .addRetry(final('HostNeverHealthy', 'MeetingFailed'))
    .addRetry(briefly)
    .addCatch(tearDown, { resultPath: '$.error' });
  hostReady
    .when(stepSays('POLL'), waitForHost)
    .when(stepSays('LAUNCH'), launchHost)
    .when(stepSays('OPEN'), openRoom)
    .when(stepSays('DECIDE'), decide)
    .otherwise(tearDown);

  // People come, stay and go. However the wait for them ends, Look decides from row and clock.
  for (const waiting of [openRoom, holdMeeting]) {
    waiting
      .addRetry(final(Errors.HEARTBEAT_TIMEOUT, Errors.TIMEOUT))
      .addRetry(briefly)
      .addCatch(decide, { errors: [Errors.HEARTBEAT_TIMEOUT], resultPath: JsonPath.DISCARD })
      .addCatch(decide, { errors: [Errors.TIMEOUT], resultPath: JsonPath.DISCARD })
      // Not by time-out: something is broken, and must not spin.
      .addCatch(pause, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  }
  decide
    .addRetry(final('HostLost', 'MeetingFailed'))
    .addRetry(forAnHour)
    .addCatch(tearDown, { errors: ['HostLost', 'MeetingFailed'], resultPath: '$.error' })
    // Blindness is no reason to throw people out: look again, until it works or the nets act.
    .addCatch(pause, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  shouldContinue.when(stepSays('HOLD'), holdMeeting).otherwise(tearDown);

  // The end, with the outcome or with the first error.
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

const WHOLE_INPUT = { input: JsonPath.entirePayload, execution: JsonPath.stringAt('$$.Execution.Id') };

/** What a waiting step keeps in the row, so that presence can answer for it. */
const OWN_TASK = {
  token: JsonPath.taskToken,
  state: JsonPath.stringAt('$$.State.Name'),
  enteredAt: JsonPath.stringAt('$$.State.EnteredTime'),
  retryCount: JsonPath.numberAt('$$.State.RetryCount'),
};

const stepSays = (next: string): Condition => Condition.stringEquals('$.step.next', next);
