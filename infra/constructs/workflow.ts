import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type MeetingFunctions, meetingWorkflow } from '../../statemachine/meeting.ts';
import type { Names } from '../names.ts';
import { workflowWildcards } from './wildcards.ts';

export interface WorkflowProps {
  readonly functions: Readonly<Record<keyof MeetingFunctions, LambdaFunction>>;
  readonly names: Names;
  readonly logRetentionDays: RetentionDays;
}

/** The state machine. Each meeting is one execution. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { functions, names, logRetentionDays }: WorkflowProps) {
    super(scope, id);
    this.stateMachine = new StateMachine(this, 'Meeting', {
      stateMachineName: names.stateMachine,
      stateMachineType: StateMachineType.STANDARD,
      comment: 'The life of a meeting: host, room, people, tear-down',
      definitionBody: DefinitionBody.fromChainable(meetingWorkflow(this, functions)),
      // Meetings are scheduled up to 350 days ahead, and AWS allows one year. The sweep ends what times out.
      timeout: Duration.days(360),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          logGroupName: names.workflowLogs,
          retention: logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // It contains task tokens.
        includeExecutionData: false,
      },
    });
    Validations.of(this.stateMachine).acknowledge(...workflowWildcards(Object.values(functions)));
  }
}
