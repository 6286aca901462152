import { RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { HOST_BEHAVIOR } from '../../steps/domain/host-kind.ts';
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
  /** Hosts with an agent report presence there. */
  readonly apiUrl: string;
  /** For host kinds with a certificate. */
  readonly certificate: Certificate | undefined;
}

/** For the hosts of builds. Their role may only write logs: it reads neither secrets nor the certificate. */
export interface BuildTemplate {
  readonly role: Role;
  readonly template: ec2.LaunchTemplate;
  readonly templateVersion: string;
}

const versionOf = ({ launchTemplateId, latestVersionNumber }: ec2.LaunchTemplate): string =>
  `${launchTemplateId}:${latestVersionNumber}`;

/** Launch template, role and network of the hosts. The launch call has what differs: subnet, instance type and tags. */
export class Hosts extends Construct {
  readonly role: Role;
  readonly securityGroup: ec2.SecurityGroup;
  readonly template: ec2.LaunchTemplate;
  readonly subnetIds: readonly string[];
  /** `id:version`. A launch names the version, so that a repeated call has the same parameters. */
  readonly templateVersion: string;
  /** The SSM parameter that EC2 resolves at each launch; undefined with `amiId`. */
  readonly imageParameterArn: string | undefined;
  readonly stack: Stack;
  /** Undefined when the deployment builds no images. */
  readonly build: BuildTemplate | undefined;

  constructor(scope: Construct, id: string, props: HostsProps) {
    super(scope, id);
    const { config } = props;
    this.stack = Stack.of(this);
    const network = new Network(this, 'Network', config);
    this.subnetIds = network.subnetIds;
    this.securityGroup = this.openPorts(network.vpc, config);
    // A host reads its tags from the instance metadata, so a host without an agent needs no permissions.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const { imageParameter } = HOST_KIND_SPECS[config.hostKind];
    // ARNs of public SSM parameters have no account id.
    this.imageParameterArn =
      config.amiId === undefined && imageParameter !== undefined
        ? this.stack.formatArn({
            service: 'ssm',
            account: '',
            resource: 'parameter',
            resourceName: imageParameter.slice(1),
          })
        : undefined;
    const hasAgent = HOST_BEHAVIOR[config.hostKind].health === 'agent';
    const buildRole =
      config.image === 'build'
        ? new Role(this, 'BuildRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') })
        : undefined;
    const deployment = hasAgent ? this.agent(props, buildRole) : {};
    const { host, buildHost } = props.names;
    this.template = this.launchTemplate('Template', config, host, this.role, userData(config.hostKind, deployment));
    this.templateVersion = versionOf(this.template);
    this.build = buildRole && this.buildTemplate(config, buildHost, buildRole, deployment);
  }

  /** Adds the permissions of a host with an agent. @returns the variables of `deployment.env`, which its boot reads */
  private agent({ config, names, apiUrl, certificate }: HostsProps, build: Role | undefined): Record<string, string> {
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: names.hostLogs,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logs.grantWrite(this.role);
    if (build) logs.grantWrite(build);
    certificate?.secret.grantRead(this.role);
    if (HOST_KIND_SPECS[config.hostKind].secrets) {
      this.role.addToPolicy(ownSecret(this.stack, names));
      Validations.of(this.role).acknowledge(HOST_SECRETS(names));
    }
    return {
      DOMAIN: config.domain ?? '',
      API_URL: apiUrl,
      HOST_SECRETS: names.hostSecrets,
      CERTIFICATE_SECRET: certificate?.secret.secretArn ?? '',
      LOG_GROUP: logs.logGroupName,
      PRESENCE_EVERY: String(config.timetable.presenceEvery),
      IMAGES: config.jitsiImages,
      IMAGE_VERSION: config.jitsiVersion,
      ...digestVariables(config.jitsiDigests),
      ...(config.ubuntuSnapshot !== undefined && { SNAPSHOT: config.ubuntuSnapshot }),
    };
  }

  /**
   * Has no network interface: EC2 refuses a template with one if the call names a subnet. So the subnets assign the
   * public addresses.
   */
  private launchTemplate(id: string, config: Config, name: string, role: Role, bootData: string): ec2.LaunchTemplate {
    const template = new ec2.LaunchTemplate(this, id, {
      launchTemplateName: name,
      machineImage: image(config),
      userData: ec2.UserData.custom(bootData),
      securityGroup: this.securityGroup,
      role,
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
    // Shown in the console. The launch call adds the tags of the meeting.
    Tags.of(template).add('Name', name);
    return template;
  }

  /** The same, with the files of builds and another role. */
  private buildTemplate(
    config: Config,
    name: string,
    role: Role,
    deployment: Readonly<Record<string, string>>,
  ): BuildTemplate {
    const template = this.launchTemplate(
      'BuildTemplate',
      config,
      name,
      role,
      userData(config.hostKind, deployment, 'builds'),
    );
    return { role, template, templateVersion: versionOf(template) };
  }

  private openPorts(vpc: ec2.IVpc, config: Config): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'Ports', {
      vpc,
      description: `Open ports of hosts of kind ${config.hostKind}; no SSH`,
      allowAllOutbound: true,
    });
    for (const { protocol, port, why } of portsOf(config)) {
      const range = protocol === 'tcp' ? ec2.Port.tcp(port) : ec2.Port.udp(port);
      group.addIngressRule(ec2.Peer.anyIpv4(), range, why);
    }
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-EC23',
      reason:
        'People join from any address. Only the ports of the room are open, and a host exists only for its meeting.',
    });
    return group;
  }
}

/** The ports of the kind, and the port of `hostUrl` unless rooms have names and so another address. */
function portsOf({ hostKind, hostUrl }: Config): HostKindSpec['ports'] {
  const { ports, names } = HOST_KIND_SPECS[hostKind];
  const url = new URL(hostUrl.replaceAll('{host}', 'host'));
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const open = names || ports.some((each) => each.protocol === 'tcp' && each.port === port);
  return open ? ports : [...ports, { protocol: 'tcp', port, why: 'the address that browsers open' }];
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

/** A host can read only the secret whose tag has the ARN of the host. */
const ownSecret = (stack: Stack, names: Names): PolicyStatement =>
  new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: [stack.formatArn({ ...SECRETS, resourceName: `${names.hostSecrets}*` })],
    conditions: { StringEquals: { [`secretsmanager:ResourceTag/${TAGS.host}`]: '${ec2:SourceInstanceARN}' } },
  });

/** Compose adds them to the tags of the images. */
const digestVariables = (digests: Config['jitsiDigests']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(digests ?? {}).map(([part, digest]) => [`${part.toUpperCase()}_DIGEST`, `@${digest}`]),
  );
