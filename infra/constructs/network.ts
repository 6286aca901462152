import { Validations } from 'aws-cdk-lib/core';
import { IpAddresses, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** The VPC of the hosts: the one in the configuration, or a new one. */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** In the order of preference. */
  readonly subnetIds: readonly string[];

  constructor(scope: Construct, id: string, { vpcId, subnetIds }: Pick<Config, 'vpcId' | 'subnetIds'>) {
    super(scope, id);
    const own = vpcId === undefined ? this.ownVpc() : undefined;
    this.subnetIds = own ? own.publicSubnets.map(({ subnetId }) => subnetId) : subnetIds;
    // Only the id is used, so no look-up is needed; the availability zones are a required placeholder.
    const attributes = { vpcId: own?.vpcId ?? vpcId ?? '', availabilityZones: ['any'] };
    this.vpc = Vpc.fromVpcAttributes(this, 'OfHosts', attributes);
  }

  /** Public subnets only: browsers connect to hosts directly, and a NAT gateway would cost more than the hosts. */
  private ownVpc(): Vpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.42.0.0/16'),
      // Without an account at synthesis the CDK supports at most two zones. Each subnet has about 4,000 addresses.
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'hosts', subnetType: SubnetType.PUBLIC, cidrMask: 20, mapPublicIpOnLaunch: true }],
      // Restricting it needs a custom resource, and the group is not used.
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason: 'Flow logs would store the IP addresses of teachers and students, and cost more than the hosts.',
    });
    return vpc;
  }
}
