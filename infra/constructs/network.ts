import { Validations } from 'aws-cdk-lib/core';
import { IpAddresses, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** Where hosts live: the operator's VPC, or a small one of their own. */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** In the order in which they are tried. */
  readonly subnetIds: readonly string[];

  constructor(scope: Construct, id: string, { vpcId, subnetIds }: Pick<Config, 'vpcId' | 'subnetIds'>) {
    super(scope, id);
    const own = vpcId === undefined ? this.ownVpc() : undefined;
    this.subnetIds = own ? own.publicSubnets.map(({ subnetId }) => subnetId) : subnetIds;
    // Only the id is needed, so nothing is looked up; the zones are for subnets, which are named by id.
    const attributes = { vpcId: own?.vpcId ?? vpcId ?? '', availabilityZones: ['any'] };
    this.vpc = Vpc.fromVpcAttributes(this, 'OfHosts', attributes);
  }

  /** Public subnets only: hosts serve browsers themselves, and a NAT gateway would cost more than all of them. */
  private ownVpc(): Vpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.42.0.0/16'),
      // Without an account at synthesis two is all that CDK can count on; each has room for 4,000 hosts.
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'hosts', subnetType: SubnetType.PUBLIC, cidrMask: 20, mapPublicIpOnLaunch: true }],
      // Would bring a custom resource to empty a group that nothing here uses.
      restrictDefaultSecurityGroup: false,
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason: 'Flow logs would keep the addresses of teachers and students, and cost more than the hosts they watch.',
    });
    return vpc;
  }
}
