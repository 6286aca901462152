import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { MEETINGS_TABLE } from '../../steps/aws/meetings-table.ts';
import type { Config } from '../config.ts';

/** One row for each meeting, and items for idempotency records and marks. On-demand capacity, point-in-time recovery for 35 days. */
export class MeetingsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, config: Pick<Config, 'tableName' | 'removalPolicy' | 'protect'>) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      ...(config.tableName !== undefined && { tableName: config.tableName }),
      partitionKey: { name: MEETINGS_TABLE.partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Deletes old idempotency records and leftovers, up to days late: not suitable as a timer.
      timeToLiveAttribute: MEETINGS_TABLE.timeToLive,
      deletionProtection: config.protect,
      removalPolicy: config.removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: MEETINGS_TABLE.index.name,
      partitionKey: { name: MEETINGS_TABLE.index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: MEETINGS_TABLE.index.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...MEETINGS_TABLE.index.others],
    });
  }
}
