import { type Acknowledgment, CfnElement, Stack } from 'aws-cdk-lib/core';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { Names } from '../names.ts';

/** An ARN of this account in cdk-nag's notation. */
export const arn = (service: string, resource: string, account = '<AWS::AccountId>'): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:${account}:${resource}`;

/** The reason for one resource with an asterisk; cdk-nag requires one for each. */
export const wildcard = (resource: string, reason: string): Acknowledgment => ({
  id: `AwsSolutions-IAM5[Resource::${resource}]`,
  reason,
});

export const TRACING = wildcard('*', 'X-Ray and ec2:DescribeInstances do not support resource-level permissions.');

export const HOSTS = wildcard(
  arn('ec2', 'instance/*'),
  "Hosts have no id before their launch. A condition requires the deployment's tag.",
);
export const CHANGES = wildcard(
  'arn:<AWS::Partition>:route53:::change/*',
  'A change of a hosted zone has no id before it is requested.',
);

export const HOST_SECRETS = (names: Names): Acknowledgment =>
  wildcard(
    arn('secretsmanager', `secret:${names.hostSecrets}*`),
    'A host has no id before its launch. A host can read only the secret whose tag has its ARN.',
  );
export const SCHEDULES = (names: Names): Acknowledgment =>
  wildcard(
    arn('scheduler', `schedule/${names.scheduleGroup}/*`),
    "Each meeting has schedules; all are in the deployment's own schedule group.",
  );
export const EXECUTIONS = (names: Names): Acknowledgment =>
  wildcard(
    arn('states', `execution:${names.stateMachine}:*`),
    'Each meeting has an execution; all belong to the one state machine.',
  );

/** For the permissions that the CDK gives a state machine. */
export const workflowWildcards = (functions: readonly LambdaFunction[]): Acknowledgment[] => [
  wildcard('*', 'Log delivery and X-Ray do not support resource-level permissions.'),
  ...functions.map((fn) =>
    wildcard(`<${logicalId(fn)}.Arn>:*`, 'The CDK adds all versions of a function. These functions have no versions.'),
  ),
];

/** The logical id in cdk-nag's notation. */
export const logicalId = ({ node: { defaultChild } }: IConstruct): string =>
  CfnElement.isCfnElement(defaultChild) ? (Stack.of(defaultChild).resolve(defaultChild.logicalId) as string) : '';
