import { type Acknowledgment, CfnElement, Stack } from 'aws-cdk-lib/core';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { Names } from '../names.ts';

/** An arn of this account, as cdk-nag writes it. */
export const arn = (service: string, resource: string, account = '<AWS::AccountId>'): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:${account}:${resource}`;

/** One resource with an asterisk, and why it has one: cdk-nag wants a reason for each. */
export const wildcard = (resource: string, reason: string): Acknowledgment => ({
  id: `AwsSolutions-IAM5[Resource::${resource}]`,
  reason,
});

export const TRACING = wildcard('*', 'X-Ray takes segments for no particular resource; DescribeInstances knows none.');

export const HOSTS = wildcard(
  arn('ec2', 'instance/*'),
  "Hosts have no id before their launch; the deployment's tag is a condition.",
);
export const CHANGES = wildcard('arn:<AWS::Partition>:route53:::change/*', 'A change has no id before it is made.');

/** Secrets of hosts, for those who make and remove them and for the hosts themselves. */
export const HOST_SECRETS = (names: Names): Acknowledgment =>
  wildcard(
    arn('secretsmanager', `secret:${names.hostSecrets}*`),
    'A host has no id before its launch; to read its secret it must have the arn that the secret is tagged with.',
  );
export const SCHEDULES = (names: Names): Acknowledgment =>
  wildcard(
    arn('scheduler', `schedule/${names.scheduleGroup}/*`),
    "The schedules of meetings, all in the deployment's own group.",
  );

/** What CDK allows a state machine by itself. */
export const wildcardsOfWorkflow = (functions: readonly LambdaFunction[]): Acknowledgment[] => [
  wildcard('*', 'Log delivery and X-Ray know no resources.'),
  ...functions.map((fn) =>
    wildcard(`<${logicalId(fn)}.Arn>:*`, 'CDK names a function with all its versions; here it has none.'),
  ),
];

/** As cdk-nag writes it. */
export const logicalId = ({ node: { defaultChild } }: IConstruct): string =>
  CfnElement.isCfnElement(defaultChild) ? (Stack.of(defaultChild).resolve(defaultChild.logicalId) as string) : '';
