import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { workflowWildcards } from './wildcards.ts';

export interface WorkflowProps {
  /** Of the state machine in this construct: a change replaces it. */
  readonly id: 'Meeting' | 'Delivery' | 'ImageBuild';
  readonly name: string;
  readonly logGroupName: string;
  readonly comment: string;
  readonly timeout: Duration;
  /** The functions that it invokes. */
  readonly functions: readonly LambdaFunction[];
  readonly definition: (scope: Construct) => IChainable;
  readonly logRetentionDays: RetentionDays;
}

/** A state machine with a log of its executions. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, constructId: string, props: WorkflowProps) {
    super(scope, constructId);
    const { id, name, logGroupName, comment, timeout, functions, definition, logRetentionDays } = props;
    this.stateMachine = new StateMachine(this, id, {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      comment,
      definitionBody: DefinitionBody.fromChainable(definition(this)),
      timeout,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          logGroupName,
          retention: logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // It contains task tokens.
        includeExecutionData: false,
      },
    });
    Validations.of(this.stateMachine).acknowledge(...workflowWildcards(functions));
  }
}
