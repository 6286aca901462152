import { MemoryClock } from '../support/memory/clock.ts';
import { MemoryHosts } from '../support/memory/hosts.ts';
import { Ec2Hosts } from '../../steps/aws/ec2-hosts.ts';
import { CandidateRefused, Throttled } from '../../steps/domain/errors.ts';
import { ec2Error, FakeEc2 } from '../support/fake-ec2.ts';
import { t } from '../support/meeting.ts';
import { hostsContract } from './hosts.ts';

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
    refuseNext: (how) =>
      ec2.refusals.push(ec2Error(how === 'throttled' ? 'RequestLimitExceeded' : 'InsufficientInstanceCapacity')),
    forget: (id) => ec2.forget(id),
    count: () => ec2.count,
  };
});

hostsContract('MemoryHosts', () => {
  const refusals: Error[] = [];
  const clock = new MemoryClock(t(-10));
  const hosts = new MemoryHosts(clock, { refuse: () => refusals.shift() });
  return {
    hosts,
    refuseNext: (how) => refusals.push(how === 'throttled' ? new Throttled(how) : new CandidateRefused(how)),
    forget: () => clock.advance(3_600_001),
    count: () => [...hosts.all()].length,
  };
});
