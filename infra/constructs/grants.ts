import { Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { MEETINGS_TABLE } from '../../steps/aws/meetings-table.ts';
import type { Config } from '../config.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import type { Resources } from './resources.ts';

/** What a function may be allowed, in the words of the ports. */
export type Grant =
  | `meetings:${'read' | 'write' | 'list' | 'remove'}`
  | `hosts:${'describe' | 'launch' | 'end'}`
  | `workflow:${'definition' | 'history' | 'start' | 'stop' | 'succeed' | 'heartbeat'}`
  | `wake-ups:${'arm' | 'disarm'}`
  | `addresses:${'publish' | 'remove'}`
  | 'health:probe'
  | 'link-secret:read';

/** The statements of a grant; each names its resources, or its condition where AWS knows no resource. */
export function statementsOf(grant: Grant, resources: Resources, config: Config): PolicyStatement[] {
  return propsOf(grant, resources, config).map((props) => new PolicyStatement(props));
}

function propsOf(grant: Grant, resources: Resources, config: Config): PolicyStatementProps[] {
  const { table, arns, scheduler, linkSecret } = resources;
  const ours = { StringEquals: { [`aws:ResourceTag/${TAGS.deployment}`]: config.deployment } };
  const jitsi = config.hostKind === 'jitsi';
  /** Secrets of hosts, where they have any. */
  const keys = (actions: string[]): PolicyStatementProps[] =>
    jitsi ? [{ actions, resources: [arns.hostSecrets] }] : [];
  const zoneId = config.hostedZoneId ?? '';
  /** Records of rooms, and of nothing else in the zone: sixteen characters before the domain. */
  const records = (of: string[]): PolicyStatementProps[] =>
    allow('route53:ChangeResourceRecordSets', arns.zone(zoneId), {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
        'route53:ChangeResourceRecordSetsActions': of,
      },
      'ForAllValues:StringLike': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [`${'?'.repeat(16)}.${config.domain ?? ''}`],
      },
    });
  switch (grant) {
    case 'meetings:read':
      return allow('dynamodb:GetItem', table.tableArn);
    case 'meetings:write':
      return allow('dynamodb:PutItem', table.tableArn);
    case 'meetings:list':
      return allow('dynamodb:Query', `${table.tableArn}/index/${MEETINGS_TABLE.index.name}`);
    case 'meetings:remove':
      return allow('dynamodb:DeleteItem', table.tableArn);
    case 'hosts:describe':
      // AWS knows neither a resource nor a tag condition for it: it reads, and only that.
      return allow('ec2:DescribeInstances', '*');
    case 'hosts:end':
      return [...allow('ec2:TerminateInstances', arns.instances, ours), ...keys(['secretsmanager:DeleteSecret'])];
    case 'hosts:launch':
      return [
        ...launching(resources, config),
        ...keys(['secretsmanager:CreateSecret', 'secretsmanager:TagResource']),
        // What a host is given is derived from it.
        ...(jitsi ? allow('secretsmanager:GetSecretValue', linkSecret.secretArn) : []),
      ];
    case 'addresses:publish':
      return jitsi ? [...records(['UPSERT']), ...allow('route53:GetChange', arns.changes)] : [];
    case 'addresses:remove':
      return jitsi ? [...records(['DELETE']), ...allow('route53:ListResourceRecordSets', arns.zone(zoneId))] : [];
    case 'health:probe':
      // The path at which a Jitsi host tells how it is is derived from it.
      return jitsi ? allow('secretsmanager:GetSecretValue', linkSecret.secretArn) : [];
    case 'workflow:definition':
      return allow('states:DescribeStateMachine', arns.stateMachine);
    case 'workflow:history':
      return [
        ...allow('states:DescribeExecution', arns.executions),
        ...allow('states:GetExecutionHistory', arns.executions),
      ];
    case 'workflow:start':
      return allow('states:StartExecution', arns.stateMachine);
    case 'workflow:stop':
      return allow('states:StopExecution', arns.executions);
    // The service authorization reference has no resource for SendTask*, and yet AWS checks the state machine's
    // arn, as its own error messages and CDK's grantTaskResponse have it (aws/aws-cdk#8486).
    case 'workflow:succeed':
      return allow('states:SendTaskSuccess', arns.stateMachine);
    case 'workflow:heartbeat':
      return allow('states:SendTaskHeartbeat', arns.stateMachine);
    case 'wake-ups:arm':
      return [
        ...allow('scheduler:CreateSchedule', arns.schedules),
        ...allow('iam:PassRole', scheduler.role.roleArn, passedTo('scheduler.amazonaws.com')),
      ];
    case 'wake-ups:disarm':
      return allow('scheduler:DeleteSchedule', arns.schedules);
    case 'link-secret:read':
      return allow('secretsmanager:GetSecretValue', linkSecret.secretArn);
  }
}

/**
 * RunInstances, only from our template and only with our tag. The subnet and the instance type come
 * with the call, so of what the template brings only image and security group can be pinned to it.
 */
function launching({ hosts }: Resources, config: Config): PolicyStatementProps[] {
  const stack = Stack.of(hosts);
  const arn = (resource: string, resourceName: string, account?: string): string =>
    stack.formatArn({ service: 'ec2', resource, resourceName, ...(account !== undefined && { account }) });
  const template = arn('launch-template', hosts.template.launchTemplateId ?? '');
  const fromTemplate = { ArnEquals: { 'ec2:LaunchTemplate': template } };
  const unchanged = { ...fromTemplate, Bool: { 'ec2:IsLaunchTemplateResource': 'true' } };
  const tagged = { [`aws:RequestTag/${TAGS.deployment}`]: config.deployment };
  return [
    run([arn('instance', '*')], {
      ...fromTemplate,
      StringEquals: { ...tagged, 'ec2:InstanceType': config.instanceTypes, 'ec2:MetadataHttpTokens': 'required' },
    }),
    run([arn('volume', '*')], { ...fromTemplate, Bool: { 'ec2:Encrypted': 'true' } }),
    run([arn('network-interface', '*'), ...hosts.subnetIds.map((subnet) => arn('subnet', subnet))], fromTemplate),
    run([arn('image', config.amiId ?? '*', ''), arn('security-group', hosts.securityGroup.securityGroupId)], unchanged),
    run([template], fromTemplate),
    // Tags only at birth: no function can make another's host its own.
    {
      actions: ['ec2:CreateTags'],
      resources: [arn('instance', '*'), arn('volume', '*')],
      conditions: { StringEquals: { ...tagged, 'ec2:CreateAction': 'RunInstances' } },
    },
    { actions: ['iam:PassRole'], resources: [hosts.role.roleArn], conditions: passedTo('ec2.amazonaws.com') },
    // EC2 resolves the template's image parameter with the caller's rights.
    ...(hosts.imageParameterArn === undefined
      ? []
      : [{ actions: ['ssm:GetParameters'], resources: [hosts.imageParameterArn] }]),
  ];
}

const passedTo = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });

type Conditions = NonNullable<PolicyStatementProps['conditions']>;

const allow = (action: string, resource: string, conditions?: Conditions): PolicyStatementProps[] => [
  { actions: [action], resources: [resource], ...(conditions && { conditions }) },
];

const run = (resources: string[], conditions: Conditions): PolicyStatementProps => ({
  actions: ['ec2:RunInstances'],
  resources,
  conditions,
});
