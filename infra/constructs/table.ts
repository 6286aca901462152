import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { MEETINGS_TABLE } from '../../steps/aws/meetings-table.ts';
import type { Config } from '../config.ts';

/** One row for each meeting, and one for each idempotency key. On-demand capacity, point-in-time recovery for 35 days. */
export class MeetingsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { tableName, removalPolicy }: Pick<Config, 'tableName' | 'removalPolicy'>) {
    super(scope, id);
    const keep = removalPolicy === 'retain';
    this.table = new Table(this, 'Table', {
      tableName,
      partitionKey: { name: MEETINGS_TABLE.partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Deletes old idempotency keys, up to days late: not suitable as a timer.
      timeToLiveAttribute: MEETINGS_TABLE.timeToLive,
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: MEETINGS_TABLE.index.name,
      partitionKey: { name: MEETINGS_TABLE.index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: MEETINGS_TABLE.index.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }
}
