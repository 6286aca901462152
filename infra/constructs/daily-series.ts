import { Duration } from 'aws-cdk-lib/core';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { FILL_EVERY } from '../../steps/series/fill-series.ts';
import type { Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';

export interface DailySeriesProps {
  readonly names: Names;
  readonly fill: LambdaFn;
  readonly scheduler: Scheduler;
}

/** Runs `fillSeries` for all series every day. A run that failed three times is in the dead-letter queue, which has an alarm. */
export class DailySeries extends Construct {
  constructor(scope: Construct, id: string, { names, fill, scheduler }: DailySeriesProps) {
    super(scope, id);
    fill.configureAsyncInvoke({ onFailure: new SqsDestination(scheduler.deadLetters), retryAttempts: 2 });
    new Rule(this, 'EveryDay', {
      ruleName: names.rule('fillSeries'),
      schedule: Schedule.rate(Duration.millis(FILL_EVERY)),
      targets: [new LambdaFunction(fill, { event: RuleTargetInput.fromObject({}), retryAttempts: 8 })],
    });
  }
}
