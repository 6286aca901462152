import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Arns, Names } from '../names.ts';

/** The group of the wake-ups, the role with which they invoke the sweep, and the queue for events that did not reach it. */
export class Scheduler extends Construct {
  readonly role: Role;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { names, arns }: { readonly names: Names; readonly arns: Arns }) {
    super(scope, id);
    // The schedules are useless without the sweep, so they are deleted with the stack.
    new ScheduleGroup(this, 'Group', { scheduleGroupName: names.scheduleGroup, removalPolicy: RemovalPolicy.DESTROY });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      queueName: names.deadLetters,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue.',
    });
    this.role = new Role(this, 'Role', {
      // Only schedules of this group in this account can use the role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': arns.scheduleGroup },
        },
      }),
    });
    this.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [arns.sweep] }));
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
    );
  }
}
