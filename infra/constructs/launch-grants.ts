import type { Acknowledgment } from 'aws-cdk-lib/core';
import type { LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { IRole, PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { TAGS } from '../../steps/domain/tags.ts';
import type { Config } from '../config.ts';
import type { Hosts } from './hosts.ts';
import type { Resources } from './resources.ts';
import { allow, type Allowed, type Conditions, passedTo } from './statements.ts';
import { arn, HOSTS, wildcard } from './wildcards.ts';

/** Reasons for the asterisks of a launch. */
export const LAUNCHED: readonly Acknowledgment[] = [
  HOSTS,
  wildcard(
    arn('ec2', 'volume/*'),
    'A volume has no id before its launch. It must be encrypted and come from the launch template.',
  ),
  wildcard(
    arn('ec2', 'network-interface/*'),
    'A network interface has no id before its launch. It must come from the launch template.',
  ),
  wildcard(
    arn('ec2', 'image/*', ''),
    'EC2 resolves the latest image at launch, and an image of a build has no id before it. It must be the image of the launch template, or have the tag of the deployment.',
  ),
];

const ec2Arn = ({ stack }: Hosts, resource: string, resourceName: string, account?: string): string =>
  stack.formatArn({ service: 'ec2', resource, resourceName, ...(account !== undefined && { account }) });

/** ARNs of images and snapshots have no account. */
const images = (hosts: Hosts, id = '*'): string => ec2Arn(hosts, 'image', id, '');
const snapshots = (hosts: Hosts): string => ec2Arn(hosts, 'snapshot', '*', '');

const taggedResource = ({ deployment }: Config): Conditions => ({
  StringEquals: { [`aws:ResourceTag/${TAGS.deployment}`]: deployment },
});
const taggedRequest = ({ deployment }: Config) => ({ [`aws:RequestTag/${TAGS.deployment}`]: deployment });

export const launchOfMeeting = ({ hosts }: Resources, config: Config): PolicyStatementProps[] =>
  launch(hosts, config, hosts);

/** With the template of builds, and never with the role of meetings, which reads secrets. */
export const launchOfBuild = ({ hosts }: Resources, config: Config): PolicyStatementProps[] =>
  hosts.build ? launch(hosts, config, hosts.build) : [];

/**
 * RunInstances with our launch template and our tag only. The call names the subnet and the instance type, so only the
 * image and the security group can be required to come from the template. The image of a build has our tag.
 */
function launch(
  hosts: Hosts,
  config: Config,
  by: { readonly template: LaunchTemplate; readonly role: IRole },
): PolicyStatementProps[] {
  const template = ec2Arn(hosts, 'launch-template', by.template.launchTemplateId ?? '');
  const fromTemplate = { ArnEquals: { 'ec2:LaunchTemplate': template } };
  const unchanged = { ...fromTemplate, Bool: { 'ec2:IsLaunchTemplateResource': 'true' } };
  const subnets = hosts.subnetIds.map((subnet) => ec2Arn(hosts, 'subnet', subnet));
  return [
    run([ec2Arn(hosts, 'instance', '*')], {
      ...fromTemplate,
      StringEquals: {
        ...taggedRequest(config),
        'ec2:InstanceType': config.instanceTypes,
        'ec2:MetadataHttpTokens': 'required',
      },
    }),
    run([ec2Arn(hosts, 'volume', '*')], { ...fromTemplate, Bool: { 'ec2:Encrypted': 'true' } }),
    run([ec2Arn(hosts, 'network-interface', '*'), ...subnets], fromTemplate),
    run([images(hosts, config.amiId), ec2Arn(hosts, 'security-group', hosts.securityGroup.securityGroupId)], unchanged),
    ...(hosts.build ? [run([images(hosts)], { ...fromTemplate, ...taggedResource(config) })] : []),
    run([template], fromTemplate),
    // Tags at launch only, so that no function can tag a host of another deployment as ours.
    createTags([ec2Arn(hosts, 'instance', '*'), ec2Arn(hosts, 'volume', '*')], 'RunInstances', config),
    allow('iam:PassRole', by.role.roleArn, passedTo('ec2.amazonaws.com')),
    // EC2 resolves the image parameter of the template with the permissions of the caller.
    ...(hosts.imageParameterArn === undefined ? [] : [allow('ssm:GetParameters', hosts.imageParameterArn)]),
  ];
}

const run = (resources: string[], conditions: Conditions): PolicyStatementProps => ({
  actions: ['ec2:RunInstances'],
  resources,
  conditions,
});

const createTags = (resources: string[], action: string, config: Config): PolicyStatementProps => ({
  actions: ['ec2:CreateTags'],
  resources,
  conditions: { StringEquals: { ...taggedRequest(config), 'ec2:CreateAction': action } },
});

const BUILT: readonly Acknowledgment[] = [
  wildcard(
    arn('ec2', 'image/*', ''),
    "An image has no id before it is made. A condition requires the deployment's tag.",
  ),
  wildcard(
    arn('ec2', 'snapshot/*', ''),
    "A snapshot has no id before it is made. A condition requires the deployment's tag.",
  ),
];

/** Images of hosts of builds of this deployment. */
export const createImages = (hosts: Hosts, config: Config): Allowed => ({
  statements: [
    allow('ec2:CreateImage', ec2Arn(hosts, 'instance', '*'), {
      ...taggedResource(config),
      Null: { [`aws:ResourceTag/${TAGS.build}`]: 'false' },
    }),
    {
      actions: ['ec2:CreateImage'],
      resources: [images(hosts), snapshots(hosts)],
      conditions: { StringEquals: taggedRequest(config) },
    },
    createTags([images(hosts), snapshots(hosts)], 'CreateImage', config),
  ],
  wildcards: [HOSTS, ...BUILT],
});

export const removeImages = (hosts: Hosts, config: Config): Allowed => ({
  statements: [
    allow('ec2:DeregisterImage', images(hosts), taggedResource(config)),
    allow('ec2:DeleteSnapshot', snapshots(hosts), taggedResource(config)),
  ],
  wildcards: BUILT,
});
