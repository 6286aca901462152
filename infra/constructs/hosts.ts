import { readFileSync } from 'node:fs';
import { Stack, Tags, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { HOST_KIND_SPECS } from '../host-kinds.ts';
import type { Names } from '../names.ts';
import { Network } from './network.ts';

/** A public parameter of AWS; its account is nobody's. */
const AMAZON_LINUX_2023_ARM = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';

export interface HostsProps {
  readonly config: Config;
  readonly names: Names;
}

/** How every host is launched. What differs from host to host (subnet, type, tags) is in the launch call. */
export class Hosts extends Construct {
  readonly role: Role;
  readonly securityGroup: ec2.SecurityGroup;
  readonly template: ec2.LaunchTemplate;
  readonly subnetIds: readonly string[];
  /** `id:version`: a launch says which version it means, so that a repeated call says the same. */
  readonly templateVersion: string;
  /** The parameter that is resolved at each launch, by whoever launches; undefined with an image of one's own. */
  readonly imageParameterArn: string | undefined;
  readonly stack: Stack;

  constructor(scope: Construct, id: string, { config, names }: HostsProps) {
    super(scope, id);
    this.stack = Stack.of(this);
    const network = new Network(this, 'Network', config);
    this.subnetIds = network.subnetIds;
    this.securityGroup = this.openPorts(network.vpc, config);
    // Nothing is granted to it: a host reads its own tags from its metadata service, and talks to no AWS API.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    this.imageParameterArn =
      config.amiId === undefined
        ? this.stack.formatArn({
            service: 'ssm',
            account: '',
            resource: 'parameter',
            resourceName: AMAZON_LINUX_2023_ARM.slice(1),
          })
        : undefined;
    this.template = this.launchTemplate(config, names);
    this.templateVersion = `${this.template.launchTemplateId}:${this.template.latestVersionNumber}`;
  }

  /**
   * No subnet and no network interface: EC2 refuses an interface of the template beside a subnet of
   * the call. So public addresses come from the subnets.
   */
  private launchTemplate(config: Config, names: Names): ec2.LaunchTemplate {
    const template = new ec2.LaunchTemplate(this, 'Template', {
      launchTemplateName: names.host,
      machineImage: image(config.amiId),
      userData: ec2.UserData.custom(userData(config)),
      securityGroup: this.securityGroup,
      role: this.role,
      instanceInitiatedShutdownBehavior: ec2.InstanceInitiatedShutdownBehavior.TERMINATE,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: true,
      blockDevices: [
        {
          deviceName: config.rootDeviceName,
          volume: ec2.BlockDeviceVolume.ebs(config.volumeGiB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
            deleteOnTermination: true,
          }),
        },
      ],
    });
    // Shown in the console; the launch call adds the meeting's own tags.
    Tags.of(template).add('Name', names.host);
    return template;
  }

  private openPorts(vpc: ec2.IVpc, { hostKind }: Config): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'Ports', {
      vpc,
      description: `What people reach on a host of kind ${hostKind}; no SSH`,
      allowAllOutbound: true,
    });
    for (const { protocol, port, why } of HOST_KIND_SPECS[hostKind].ports) {
      const range = protocol === 'tcp' ? ec2.Port.tcp(port) : ec2.Port.udp(port);
      group.addIngressRule(ec2.Peer.anyIpv4(), range, why);
    }
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-EC23',
      reason:
        'People join from wherever they are. Only the ports of the room are open, for as long as the meeting lasts.',
    });
    return group;
  }
}

function image(amiId: string | undefined): ec2.IMachineImage {
  if (amiId === undefined) return ec2.MachineImage.resolveSsmParameterAtLaunch(AMAZON_LINUX_2023_ARM);
  return {
    getImage: () => ({ imageId: amiId, osType: ec2.OperatingSystemType.LINUX, userData: ec2.UserData.custom('') }),
  };
}

/** The dead-man's switch comes first, whatever the host is for. */
function userData({ hostKind }: Config): string {
  const { script } = HOST_KIND_SPECS[hostKind];
  return ['dead-man.sh', ...(script === undefined ? [] : [script])].map(hostFile).join('\n');
}

const hostFile = (name: string): string => readFileSync(new URL(`../host/${name}`, import.meta.url), 'utf8');
