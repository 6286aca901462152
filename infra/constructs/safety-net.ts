import { Duration } from 'aws-cdk-lib/core';
import { EventField, type EventPattern, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { DOWN_STATES } from '../../steps/domain/host-state.ts';
import type { Arns, Names } from '../names.ts';
import type { Scheduler } from './scheduler.ts';

export interface SafetyNetProps {
  readonly sweep: LambdaFn;
  readonly scheduler: Scheduler;
  readonly names: Names;
  readonly arns: Arns;
}

/**
 * What wakes the sweep, whatever became of the workflow: its bad endings, hosts that stop, and a
 * timer. (The one-time schedules of each meeting wake it too, by the scheduler's role.)
 */
export class SafetyNet extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SafetyNetProps,
  ) {
    super(scope, id);
    const { sweep, scheduler, arns } = props;
    // All of its events are asynchronous: a sweep that failed three times is kept, not forgotten.
    sweep.configureAsyncInvoke({
      onFailure: new SqsDestination(scheduler.deadLetters),
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
    });
    this.wakeOn('executionEnded', EXECUTION_ENDED(arns), {
      source: 'execution',
      executionArn: EventField.fromPath('$.detail.executionArn'),
      status: EventField.fromPath('$.detail.status'),
    });
    // The event has no tags, so any instance of the account wakes it; it looks whose that is.
    this.wakeOn('hostStopped', HOST_STOPPED, {
      source: 'host',
      instanceId: EventField.fromPath('$.detail.instance-id'),
      state: EventField.fromPath('$.detail.state'),
    });
    this.wakeOn('sweepTimer', Duration.minutes(5), { source: 'timer' });
  }

  private wakeOn(kind: string, when: EventPattern | Duration, input: Readonly<Record<string, string>>): void {
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

/** A success, and a cancelled meeting's stop before its launch, leave nothing behind; an abort is told apart by the row. */
const EXECUTION_ENDED = ({ stateMachine }: Arns): EventPattern => ({
  source: ['aws.states'],
  detailType: ['Step Functions Execution Status Change'],
  detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachine] },
});

/** "Stopped" is not gone, and an end that nobody asked for is a host lost. */
const HOST_STOPPED: EventPattern = {
  source: ['aws.ec2'],
  detailType: ['EC2 Instance State-change Notification'],
  detail: { state: [...DOWN_STATES] },
};
