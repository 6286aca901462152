import { RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { HostKind } from '../../steps/domain/host-kind.ts';
import { TAGS } from '../../steps/domain/tags.ts';
import { HOST_KIND_SPECS, type HostKindSpec } from '../host-kinds.ts';
import { type Names, SECRETS } from '../names.ts';
import { userData } from '../user-data.ts';
import type { Certificate } from './certificate.ts';
import { Network } from './network.ts';
import { HOST_SECRETS } from './wildcards.ts';

export interface HostsProps {
  readonly config: Config;
  readonly names: Names;
  /** Where hosts tell who is in the room. */
  readonly apiUrl: string;
  /** Of the rooms, for kind jitsi. */
  readonly certificate: Certificate | undefined;
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

  constructor(scope: Construct, id: string, props: HostsProps) {
    super(scope, id);
    const { config } = props;
    this.stack = Stack.of(this);
    const network = new Network(this, 'Network', config);
    this.subnetIds = network.subnetIds;
    this.securityGroup = this.openPorts(network.vpc, config);
    // A host reads its own tags from its metadata service; only a Jitsi has to ask AWS for something.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const { imageParameter } = HOST_KIND_SPECS[config.hostKind];
    // A public parameter's account is nobody's.
    this.imageParameterArn =
      config.amiId === undefined && imageParameter !== undefined
        ? this.stack.formatArn({
            service: 'ssm',
            account: '',
            resource: 'parameter',
            resourceName: imageParameter.slice(1),
          })
        : undefined;
    this.template = this.launchTemplate(
      config,
      props.names,
      props.certificate ? this.jitsi(props, props.certificate) : {},
    );
    this.templateVersion = `${this.template.launchTemplateId}:${this.template.latestVersionNumber}`;
  }

  /** What a Jitsi host may do, and what its boot reads from `deployment.env`. */
  private jitsi({ config, names, apiUrl }: HostsProps, certificate: Certificate): Record<string, string> {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: names.hostLogs,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logs.grantWrite(this.role);
    certificate.secret.grantRead(this.role);
    this.role.addToPolicy(ownSecret(this.stack, names));
    Validations.of(this.role).acknowledge(HOST_SECRETS(names));
    return {
      DOMAIN: config.domain ?? '',
      API_URL: apiUrl,
      HOST_SECRETS: names.hostSecrets,
      CERTIFICATE_SECRET: certificate.secret.secretArn,
      LOG_GROUP: logs.logGroupName,
      PRESENCE_EVERY: String(config.timetable.presenceEvery),
      IMAGES: config.jitsiImages,
      IMAGE_VERSION: config.jitsiVersion,
    };
  }

  /**
   * No subnet and no network interface: EC2 refuses an interface of the template beside a subnet of
   * the call. So public addresses come from the subnets.
   */
  private launchTemplate(
    config: Config,
    names: Names,
    deployment: Readonly<Record<string, string>>,
  ): ec2.LaunchTemplate {
    const template = new ec2.LaunchTemplate(this, 'Template', {
      launchTemplateName: names.host,
      machineImage: image(config),
      userData: ec2.UserData.custom(userData(config.hostKind, deployment)),
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

  private openPorts(vpc: ec2.IVpc, { hostKind, hostUrl }: Config): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'Ports', {
      vpc,
      description: `What people reach on a host of kind ${hostKind}; no SSH`,
      allowAllOutbound: true,
    });
    for (const { protocol, port, why } of portsOf(hostKind, hostUrl)) {
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

/** Of an image of the operator's also the port in its address: `https://{host}:8443`. */
function portsOf(kind: HostKind, hostUrl: string): HostKindSpec['ports'] {
  const { ports } = HOST_KIND_SPECS[kind];
  const port = kind === 'ami' ? Number(new URL(hostUrl.replaceAll('{host}', 'host')).port) : 0;
  const open = port === 0 || ports.some((each) => each.port === port);
  return open ? ports : [...ports, { protocol: 'tcp', port, why: 'the address that people open' }];
}

function image({ amiId, hostKind }: Config): ec2.IMachineImage {
  const { imageParameter } = HOST_KIND_SPECS[hostKind];
  if (amiId === undefined && imageParameter !== undefined)
    return ec2.MachineImage.resolveSsmParameterAtLaunch(imageParameter);
  return {
    getImage: () => ({
      imageId: amiId ?? '',
      osType: ec2.OperatingSystemType.LINUX,
      userData: ec2.UserData.custom(''),
    }),
  };
}

/** A host reads the secret that was made for it, and no other's: its arn is that secret's tag. */
const ownSecret = (stack: Stack, names: Names): PolicyStatement =>
  new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: [stack.formatArn({ ...SECRETS, resourceName: `${names.hostSecrets}*` })],
    conditions: { StringEquals: { [`secretsmanager:ResourceTag/${TAGS.host}`]: '${ec2:SourceInstanceARN}' } },
  });
