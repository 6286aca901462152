import { Duration } from 'aws-cdk-lib/core';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions.ts';
import type { Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';

export interface DailyProps {
  readonly name: FunctionName;
  readonly run: LambdaFn;
  readonly names: Names;
  readonly scheduler: Scheduler;
}

/** Runs a function every day. A run that failed three times is in the dead-letter queue, which has an alarm. */
export class Daily extends Construct {
  constructor(scope: Construct, id: string, { name, run, names, scheduler }: DailyProps) {
    super(scope, id);
    run.configureAsyncInvoke({ onFailure: new SqsDestination(scheduler.deadLetters), retryAttempts: 2 });
    new Rule(this, 'EveryDay', {
      ruleName: names.rule(name),
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(run, { event: RuleTargetInput.fromObject({}), retryAttempts: 8 })],
    });
  }
}
