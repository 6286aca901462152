import { Duration } from 'aws-cdk-lib/core';
import { EventField, type EventPattern, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { REPORTED_STATES } from '../../steps/domain/host-state.ts';
import { SWEEP_EVERY } from '../../steps/sweep/timer.ts';
import type { Arns, Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';

export interface SafetyNetProps {
  readonly sweep: LambdaFn;
  readonly scheduler: Scheduler;
  readonly names: Names;
  readonly arns: Arns;
}

/**
 * Events that run the sweep independently of the workflow: failed executions, stopped hosts, and a timer. The wake-ups
 * of each meeting run it too, with the role of the scheduler.
 */
export class SafetyNet extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SafetyNetProps,
  ) {
    super(scope, id);
    const { sweep, scheduler, arns } = props;
    // All events are asynchronous invocations: an event whose three attempts failed goes to the dead-letter queue.
    sweep.configureAsyncInvoke({
      onFailure: new SqsDestination(scheduler.deadLetters),
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
    });
    this.sweepOn('executionEnded', EXECUTION_ENDED(arns), {
      source: 'execution',
      executionArn: EventField.fromPath('$.detail.executionArn'),
      status: EventField.fromPath('$.detail.status'),
    });
    // The event has no tags, so every instance of the account matches. The sweep looks up the tags.
    this.sweepOn('hostStopped', HOST_STOPPED, {
      source: 'host',
      instanceId: EventField.fromPath('$.detail.instance-id'),
      state: EventField.fromPath('$.detail.state'),
    });
    this.sweepOn('sweepTimer', Duration.millis(SWEEP_EVERY), { source: 'timer' });
  }

  private sweepOn(kind: string, when: EventPattern | Duration, input: Readonly<Record<string, string>>): void {
    const { sweep, scheduler, names } = this.props;
    new Rule(this, kind, {
      ruleName: names.rule(kind),
      ...(when instanceof Duration ? { schedule: Schedule.rate(when) } : { eventPattern: when }),
      targets: [
        new LambdaFunction(sweep, {
          event: RuleTargetInput.fromObject(input),
          deadLetterQueue: scheduler.deadLetters,
          retryAttempts: 8,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }
}

/** A successful execution has torn down its meeting. A cancelled one is ABORTED; the sweep finds that in the row. */
const EXECUTION_ENDED = ({ stateMachine }: Arns): EventPattern => ({
  source: ['aws.states'],
  detailType: ['Step Functions Execution Status Change'],
  detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachine] },
});

/** A stopped instance still exists, and an instance that ends unexpectedly is a lost host. */
const HOST_STOPPED: EventPattern = {
  source: ['aws.ec2'],
  detailType: ['EC2 Instance State-change Notification'],
  detail: { state: REPORTED_STATES },
};
