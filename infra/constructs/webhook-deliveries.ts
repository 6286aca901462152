import { Duration } from 'aws-cdk-lib/core';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterRule, type Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deliveryWorkflow } from '../../statemachine/delivery.ts';
import { MEETINGS_TABLE } from '../../steps/aws/meetings-table.ts';
import { TELL_EVERY } from '../../steps/telling/tell.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';
import { TableStream } from './table-stream.ts';
import { Workflow } from './workflow.ts';

export interface WebhookDeliveriesProps {
  readonly config: Config;
  readonly names: Names;
  readonly table: Table;
  readonly scheduler: Scheduler;
  readonly tell: LambdaFn;
  readonly deliverEvent: LambdaFn;
}

/**
 * Records actions, and tells webhooks what happened to meetings. The table's stream runs `tell` after each write of a row with
 * unrecorded actions or untold events; a timer
 * runs it for what was forgotten. Calls that failed are in the dead-letter queue, which has an alarm.
 */
export class WebhookDeliveries extends Construct {
  /** One execution for each event and webhook. */
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WebhookDeliveriesProps) {
    super(scope, id);
    const { config, names, table, scheduler, tell, deliverEvent } = props;
    // Rows that have only something to tell by mail begin with another text.
    const filter = { [MEETINGS_TABLE.untold.sortKey]: FilterRule.beginsWith('2') };
    new TableStream(this, 'Stream', { table, scheduler, target: tell, filter });
    tell.configureAsyncInvoke({ onFailure: new SqsDestination(scheduler.deadLetters), retryAttempts: 0 });
    new Rule(this, 'Timer', {
      ruleName: names.rule('tellTimer'),
      schedule: Schedule.rate(Duration.millis(TELL_EVERY)),
      targets: [new LambdaFunction(tell, { event: RuleTargetInput.fromObject({ source: 'timer' }), retryAttempts: 0 })],
    });
    this.stateMachine = new Workflow(this, 'Deliveries', {
      id: 'Delivery',
      name: names.deliveryStateMachine,
      logGroupName: names.deliveryLogs,
      comment: 'One event for one webhook: at most eight attempts over a day',
      timeout: Duration.days(3),
      functions: [deliverEvent],
      definition: (within) => deliveryWorkflow(within, { deliverEvent }),
      logRetentionDays: config.logRetentionDays,
    }).stateMachine;
  }
}
