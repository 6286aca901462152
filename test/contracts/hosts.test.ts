import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { Ec2Hosts } from '../../steps/aws/ec2-hosts.ts';
import { ImageRefused, PendingVerification, Throttled } from '../../steps/domain/errors.ts';
import { ec2Model } from '../support/ec2-model.ts';
import { ec2Error } from '../support/ec2-error.ts';
import { FakeEc2 } from '../support/fake-ec2.ts';
import { t } from '../support/meeting.ts';
import { hostsContract, type Refusal } from './hosts.ts';

/** Code and message of EC2. */
const EC2_ERRORS: Record<Refusal, [code: string, message?: string]> = {
  'no capacity': ['InsufficientInstanceCapacity'],
  throttled: ['RequestLimitExceeded'],
  'not eligible for the free plan': [
    'InvalidParameterCombination',
    'The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run describe-instance-types.',
  ],
  'image gone': ['InvalidAMIID.NotFound', "The image id '[ami-1]' does not exist"],
  'not verified': ['PendingVerification', 'Your request for accessing resources in this region is being validated.'],
};

hostsContract('Ec2Hosts', () => {
  const ec2 = new FakeEc2();
  const hosts = new Ec2Hosts(ec2.client, {
    deployment: 'this-one',
    launchTemplateId: 'lt-1',
    launchTemplateVersion: '7',
    candidates: [
      { subnet_id: 'subnet-a', instance_type: 't4g.medium' },
      { subnet_id: 'subnet-b', instance_type: 't4g.large' },
    ],
  });
  return {
    hosts,
    refuseNext: (how) => ec2.refusals.push(ec2Error(...EC2_ERRORS[how])),
    forget: async (id) => ec2.forget(id),
    count: () => ec2.count,
  };
});

hostsContract('Ec2Model', () => {
  const refusals: string[] = [];
  const timers = new VirtualTimers(t(-10));
  const refusal = (): string | undefined => {
    const code = refusals.shift();
    if (code === 'throttled') throw new Throttled(code);
    if (code === 'image gone') throw new ImageRefused(code);
    if (code === 'not verified') throw new PendingVerification(code);
    return code;
  };
  const hosts = ec2Model(timers, { refusal });
  return {
    hosts,
    refuseNext: (how) => refusals.push(how),
    forget: () => timers.advanceBy(3_600_001),
    count: () => [...hosts.machines()].length,
  };
});
