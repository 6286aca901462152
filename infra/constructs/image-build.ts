import { Duration } from 'aws-cdk-lib/core';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BUILD_FUNCTIONS, type BuildFunction, imageBuildWorkflow } from '../../statemachine/image-build.ts';
import { BUILD_EVERY } from '../../steps/image/step-schemas.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import { Workflow } from './workflow.ts';

export interface ImageBuildProps {
  readonly config: Config;
  readonly names: Names;
  readonly functions: Readonly<Record<BuildFunction, LambdaFn>>;
}

/** Builds the image of the hosts. An execution starts every day, and does nothing while the image is young. */
export class ImageBuild extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { config, names, functions }: ImageBuildProps) {
    super(scope, id);
    this.stateMachine = new Workflow(this, 'Builds', {
      id: 'ImageBuild',
      name: names.buildStateMachine,
      logGroupName: names.buildLogs,
      comment: 'Builds and tests the image of the hosts',
      // The steps end a build after 85 minutes, and "End build" is repeated for an hour.
      timeout: Duration.hours(3),
      functions: BUILD_FUNCTIONS.map((name) => functions[name]),
      definition: (within) => imageBuildWorkflow(within, functions),
      logRetentionDays: config.logRetentionDays,
    }).stateMachine;
    new Rule(this, 'EveryDay', {
      ruleName: names.rule('imageBuild'),
      schedule: Schedule.rate(Duration.millis(BUILD_EVERY)),
      targets: [new SfnStateMachine(this.stateMachine, { input: RuleTargetInput.fromObject({}), retryAttempts: 8 })],
    });
  }
}
