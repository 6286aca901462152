import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { MEETINGS_TABLE } from '../../steps/aws/meetings-table.ts';
import type { Config } from '../config.ts';

type Settings = Pick<Config, 'tableName' | 'removalPolicy' | 'protect' | 'upgradeStep'>;

/** One row for each meeting, and items for idempotency records and marks. On-demand capacity, point-in-time recovery for 35 days. */
export class MeetingsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, config: Settings) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      ...(config.tableName !== undefined && { tableName: config.tableName }),
      partitionKey: { name: MEETINGS_TABLE.partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Deletes old idempotency records and leftovers, up to days late: not suitable as a timer.
      timeToLiveAttribute: MEETINGS_TABLE.timeToLive,
      // For `tell`, whose filter reads the new row.
      stream: StreamViewType.NEW_IMAGE,
      deletionProtection: config.protect,
      removalPolicy: config.removalPolicy,
    });
    for (const index of indexesAt(config.upgradeStep)) this.table.addGlobalSecondaryIndex(index);
  }
}

const index = (
  { name, partitionKey, sortKey }: Readonly<Record<'name' | 'partitionKey' | 'sortKey', string>>,
  projection: Pick<GlobalSecondaryIndexProps, 'projectionType' | 'nonKeyAttributes'>,
): GlobalSecondaryIndexProps => ({
  indexName: name,
  partitionKey: { name: partitionKey, type: AttributeType.STRING },
  sortKey: { name: sortKey, type: AttributeType.STRING },
  ...projection,
});

const LISTS = { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...MEETINGS_TABLE.index.others] };
const LISTED = index(MEETINGS_TABLE.index, LISTS);
const OWNED = index(MEETINGS_TABLE.owned, LISTS);
const UNTOLD = index(MEETINGS_TABLE.untold, { projectionType: ProjectionType.KEYS_ONLY });
/** Of 0.1.0. */
const BY_MEET_TIME = index(
  { name: 'by-meet-time', partitionKey: 'shelf', sortKey: 'meet_time' },
  { projectionType: ProjectionType.ALL },
);

/** DynamoDB creates or deletes one index of a table at a time, so CloudFormation refuses a deployment that changes two. */
function indexesAt(step: number | undefined): readonly GlobalSecondaryIndexProps[] {
  const all = [LISTED, UNTOLD, OWNED];
  return step === undefined ? all : [BY_MEET_TIME, ...all.slice(0, step)];
}
