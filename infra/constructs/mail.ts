import { Duration } from 'aws-cdk-lib/core';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterRule, type Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { SEND_EVERY } from '../../steps/mail/send-notices.ts';
import type { Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';
import { TableStream } from './table-stream.ts';

export interface MailProps {
  readonly names: Names;
  readonly table: Table;
  readonly scheduler: Scheduler;
  readonly sendNotices: LambdaFn;
}

/**
 * Mail to the people of meetings. The table's stream runs `sendNotices` after each write of a row with something to tell by mail; a
 * timer runs it for reminders, repetitions, and for what was forgotten. The identity of the sender in SES belongs to the operator.
 */
export class Mail extends Construct {
  constructor(scope: Construct, id: string, { names, table, scheduler, sendNotices }: MailProps) {
    super(scope, id);
    new CfnConfigurationSet(this, 'ConfigurationSet', {
      name: names.mailConfigurationSet,
      sendingOptions: { sendingEnabled: true },
      reputationOptions: { reputationMetricsEnabled: true },
      // An address that bounced or complained gets nothing more from this account.
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    new TableStream(this, 'Stream', {
      table,
      scheduler,
      target: sendNotices,
      filter: { mail_at: FilterRule.exists() },
    });
    sendNotices.configureAsyncInvoke({ onFailure: new SqsDestination(scheduler.deadLetters), retryAttempts: 0 });
    new Rule(this, 'Timer', {
      ruleName: names.rule('sendNoticesTimer'),
      schedule: Schedule.rate(Duration.millis(SEND_EVERY)),
      targets: [
        new LambdaFunction(sendNotices, { event: RuleTargetInput.fromObject({ source: 'timer' }), retryAttempts: 0 }),
      ],
    });
  }
}
