import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { RECORDS_TABLE } from '../../steps/aws/records-table.ts';
import type { Config } from '../config.ts';

/** Everything that is not a meeting: series. Like the table of meetings, on demand, with point-in-time recovery. */
export class RecordsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, config: Pick<Config, 'tableName' | 'removalPolicy' | 'protect'>) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      ...(config.tableName !== undefined && { tableName: `${config.tableName}-records` }),
      partitionKey: { name: RECORDS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RECORDS_TABLE.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: RECORDS_TABLE.timeToLive,
      deletionProtection: config.protect,
      removalPolicy: config.removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: RECORDS_TABLE.untold.name,
      partitionKey: { name: RECORDS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RECORDS_TABLE.untold.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const { name, partitionKey, sortKey } = RECORDS_TABLE.seriesOf;
    this.table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
    });
  }
}
