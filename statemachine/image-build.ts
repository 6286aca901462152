import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
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
import { briefly, final, forAnHour } from './retries.ts';

/** The functions behind the tasks. */
export const BUILD_FUNCTIONS = ['installHost', 'createImage', 'testImage', 'publishImage', 'endBuild'] as const;
export type BuildFunction = (typeof BUILD_FUNCTIONS)[number];
export type BuildFunctions = Readonly<Record<BuildFunction, IFunction>>;

/**
 * The workflow that builds the image of hosts. Input: `{force}`. Each step is repeated until it is done; `$.step` is the result of
 * the latest one, `$.error` the error that ends the build. A failed build changes nothing.
 */
export function imageBuildWorkflow(scope: Construct, functions: BuildFunctions): IChainable {
  const call = (name: string, lambdaFunction: IFunction, resultPath: string): LambdaInvoke =>
    new LambdaInvoke(scope, name, {
      lambdaFunction,
      payload: TaskInput.fromObject(BUILD_CALL),
      payloadResponseOnly: true,
      resultPath,
      taskTimeout: Timeout.duration(CALL_TIMEOUT),
      retryOnServiceExceptions: false,
    });
  const installHost = call('Install host', functions.installHost, '$.step');
  const createImage = call('Create image', functions.createImage, '$.step');
  const testImage = call('Test image', functions.testImage, '$.step');
  const publishImage = call('Publish image', functions.publishImage, '$.step');
  const endBuild = call('End build', functions.endBuild, '$.end');
  const how = new Choice(scope, 'How did it end?');
  const built = new Succeed(scope, 'Image built');
  const notDue = new Succeed(scope, 'No build due');
  const buildFailed = new Fail(scope, 'Build failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' });
  const endFailed = new Fail(scope, 'End of build failed', {
    errorPath: '$.endError.Error',
    causePath: '$.endError.Cause',
  });

  /** Repeats a step, as often and as late as its result says. */
  const untilDone = (step: LambdaInvoke, done: string, resultPath = '$.step'): Choice => {
    const choice = new Choice(scope, done);
    const wait = new Wait(scope, `Wait: ${done}`, { time: WaitTime.secondsPath(`${resultPath}.waitSeconds`) });
    choice.when(Condition.stringEquals(`${resultPath}.next`, 'WAIT'), wait);
    wait.next(step);
    step.next(choice);
    return choice;
  };
  // A build that another one makes needless can have a host.
  const isNotDue = Condition.stringEquals('$.step.next', 'NOT_DUE');
  untilDone(installHost, 'Installed?').when(isNotDue, endBuild).otherwise(createImage);
  untilDone(createImage, 'Created?').otherwise(testImage);
  untilDone(testImage, 'Tested?').otherwise(publishImage);
  untilDone(endBuild, 'Ended?', '$.end').otherwise(how);
  publishImage.next(endBuild);
  how.when(Condition.isPresent('$.error'), buildFailed).when(isNotDue, notDue).otherwise(built);

  for (const step of [installHost, createImage, testImage, publishImage])
    step.addRetry(final('BuildFailed')).addRetry(briefly).addCatch(endBuild, { resultPath: '$.error' });
  endBuild.addRetry(forAnHour).addCatch(endFailed, { resultPath: '$.endError' });
  return installHost;
}

const BUILD_CALL = {
  input: JsonPath.entirePayload,
  execution: JsonPath.stringAt('$$.Execution.Id'),
  startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
};
