import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterRule, type Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
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
  readonly recordBounce: LambdaFn;
}

/**
 * Mail to the people of meetings. The table's stream runs `sendNotices` after each write of a row with something to tell by mail; a
 * timer runs it for reminders, repetitions, and for what was forgotten. SES reports mails that came back to `recordBounce`. The identity of the sender in SES belongs to the operator.
 */
export class Mail extends Construct {
  constructor(scope: Construct, id: string, { names, table, scheduler, sendNotices, recordBounce }: MailProps) {
    super(scope, id);
    const configurationSet = new CfnConfigurationSet(this, 'ConfigurationSet', {
      name: names.mailConfigurationSet,
      sendingOptions: { sendingEnabled: true },
      reputationOptions: { reputationMetricsEnabled: true },
      // An address that bounced or complained gets nothing more from this account.
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    new CfnConfigurationSetEventDestination(this, 'Events', {
      configurationSetName: configurationSet.ref,
      eventDestination: {
        name: 'bounces',
        enabled: true,
        matchingEventTypes: ['BOUNCE', 'COMPLAINT'],
        // SES sends events to the default bus only.
        eventBridgeDestination: {
          eventBusArn: Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
        },
      },
    });
    recordBounce.configureAsyncInvoke({ onFailure: new SqsDestination(scheduler.deadLetters), retryAttempts: 2 });
    new Rule(this, 'Bounces', {
      ruleName: names.rule('mailBounces'),
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        detail: { mail: { tags: { 'ses:configuration-set': [names.mailConfigurationSet] } } },
      },
      targets: [
        new LambdaFunction(recordBounce, {
          deadLetterQueue: scheduler.deadLetters,
          retryAttempts: 8,
          maxEventAge: Duration.hours(1),
        }),
      ],
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
