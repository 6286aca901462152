import { type CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { TAGS } from '../../steps/domain/tags.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import { providerLogs, NO_NEW_LOG_GROUPS } from './provider-logs.ts';

/** Id of the CDK's function that empties the buckets of a stack. */
const EMPTYING_FUNCTION = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * A bucket of pages. Its files can be built again, so it is emptied and deleted with the stack, and when a first deployment
 * fails.
 */
export const pagesBucket = (scope: Construct): IBucket =>
  new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  }) as IBucket;

/** The CDK's function that empties the buckets gets tags and a log group, which the CDK does not give it. */
export function nameEmptier(scope: Construct, names: Names, config: Config): void {
  const provider = Stack.of(scope).node.findChild(EMPTYING_FUNCTION).node;
  const [role, handler] = [provider.findChild('Role') as CfnResource, provider.findChild('Handler') as CfnResource];
  for (const resource of [role, handler])
    resource.addPropertyOverride('Tags', [{ Key: TAGS.deployment, Value: config.deployment }]);
  const { logGroupName } = providerLogs(scope, 'EmptyingLogs', names.functionLogs('emptyPages'), config);
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroupName });
  role.addPropertyOverride('Policies', [
    {
      PolicyName: 'NoNewLogGroups',
      PolicyDocument: { Version: '2012-10-17', Statement: [NO_NEW_LOG_GROUPS.toStatementJson()] },
    },
  ]);
}
