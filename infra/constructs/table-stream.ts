import { Duration } from 'aws-cdk-lib/core';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  type Function as LambdaFn,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Scheduler } from './scheduler.ts';

export interface TableStreamProps {
  readonly table: Table;
  readonly scheduler: Scheduler;
  readonly target: LambdaFn;
  /** Rules for texts of the new row, by attribute. */
  readonly filter: Readonly<Record<string, unknown>>;
}

/** Runs a function after writes of the table's rows. Calls that failed are in the dead-letter queue, which has an alarm. */
export class TableStream extends Construct {
  constructor(scope: Construct, id: string, { table, scheduler, target, filter }: TableStreamProps) {
    super(scope, id);
    const stream = table.tableStreamArn!;
    target.addToRolePolicy(
      new PolicyStatement({
        actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
        resources: [stream],
      }),
    );
    const NewImage = Object.fromEntries(Object.entries(filter).map(([name, rule]) => [name, { S: rule }]));
    // The id `Default` adds nothing to logical ids.
    const mapping = new EventSourceMapping(this, 'Default', {
      target,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter({ dynamodb: { NewImage } })],
      batchSize: 50,
      // The timer repeats it: a call that fails must not hold up the others.
      retryAttempts: 1,
      bisectBatchOnError: true,
      maxRecordAge: Duration.minutes(10),
      onFailure: new SqsDlq(scheduler.deadLetters),
    });
    // Lambda checks the permissions of the role when it creates the mapping.
    mapping.node.addDependency(target.role!);
  }
}
