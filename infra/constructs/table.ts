import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** The index that lists meetings of a shelf (`open`, `ended`) by meeting time; idempotency keys have no shelf and are not in it. */
export const BY_MEET_TIME = 'by-meet-time';

/** One row a meeting, and one an idempotency key. On demand, restorable to any second of 35 days. */
export class MeetingsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { tableName, removalPolicy }: Pick<Config, 'tableName' | 'removalPolicy'>) {
    super(scope, id);
    const keep = removalPolicy === 'retain';
    this.table = new TableV2(this, 'Table', {
      tableName,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: BY_MEET_TIME,
          partitionKey: { name: 'shelf', type: AttributeType.STRING },
          sortKey: { name: 'meet_time', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Clears away old idempotency keys; deletes within days, so it is no timer.
      timeToLiveAttribute: 'expires_at',
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
