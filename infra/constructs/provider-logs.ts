import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** The log group of one of the CDK's own functions. */
export const providerLogs = (
  scope: Construct,
  id: string,
  logGroupName: string,
  { logRetentionDays }: Config,
): LogGroup =>
  new LogGroup(scope, id, { logGroupName, retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });

/**
 * The managed policy of the CDK's functions lets them create log groups. A function that writes its last lines after its
 * group was deleted with the stack would create it again, without retention.
 */
export const NO_NEW_LOG_GROUPS = new PolicyStatement({
  effect: Effect.DENY,
  actions: ['logs:CreateLogGroup'],
  resources: ['*'],
});
