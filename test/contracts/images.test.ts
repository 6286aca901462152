import { describe, expect, it } from '@jest/globals';
import { Builds, HostsAndBuilds, SOUND_BUILD } from '../../local/builds.ts';
import { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import { Ec2BuildHosts } from '../../steps/aws/ec2-build-hosts.ts';
import { Ec2Hosts } from '../../steps/aws/ec2-hosts.ts';
import { Ec2Images } from '../../steps/aws/ec2-images.ts';
import { ec2Model } from '../support/ec2-model.ts';
import { FakeEc2 } from '../support/fake-ec2.ts';
import { t } from '../support/meeting.ts';
import { A_WHILE, type BuildsUnderTest, imagesContract } from './images.ts';

const DEPLOYMENT = 'this-one';

function onEc2(): BuildsUnderTest & { readonly ec2: FakeEc2 } {
  const ec2 = new FakeEc2();
  const candidates = [{ subnet_id: 'subnet-a', instance_type: 't4g.medium' }];
  const template = { launchTemplateId: 'lt-1', launchTemplateVersion: '7' };
  return {
    ec2,
    hosts: new Ec2Hosts(ec2.client, { deployment: DEPLOYMENT, ...template, candidates }),
    buildHosts: new Ec2BuildHosts(ec2.client, { deployment: DEPLOYMENT, launchTemplate: 'lt-2:3' }),
    images: new Ec2Images(ec2.client, DEPLOYMENT),
    powerOff: async (id) => ec2.set(id, { State: { Name: 'stopped' } }),
    finishImage: async () => {
      for (const image of ec2.images.images) image.State = 'available';
    },
  };
}

imagesContract('Ec2BuildHosts, Ec2Images', onEc2);

imagesContract('Builds', () => {
  const timers = new VirtualTimers(t(-10));
  const builds = new Builds({ now: () => timers.now(), behaviourOf: () => SOUND_BUILD });
  return {
    hosts: new HostsAndBuilds(ec2Model(timers), builds, () => 'h1'),
    buildHosts: builds,
    images: builds,
    powerOff: () => timers.advanceBy(A_WHILE),
    finishImage: () => timers.advanceBy(A_WHILE),
  };
});

describe('on EC2', () => {
  const installed = async () => {
    const under = onEc2();
    const order = { build: 'b1', inputs: 'h1', hardEnd: t(120), candidate: under.hosts.plan().candidates[0]! };
    const { instanceId } = await under.buildHosts.launch({ ...order, purpose: 'install', clientToken: 'b1-install-0' });
    await under.powerOff(instanceId);
    return { ...under, order, host: (await under.buildHosts.ofBuild('b1'))[0]! };
  };

  it('a host that is to be installed stops when it powers off, and a test host is terminated', async () => {
    const { ec2, buildHosts, order } = await installed();
    await buildHosts.launch({ ...order, purpose: 'test', clientToken: 'b1-test-0', imageId: 'ami-1' });
    const template = { LaunchTemplateId: 'lt-2', Version: '3' };
    expect(ec2.requests).toMatchObject([
      { LaunchTemplate: template, InstanceInitiatedShutdownBehavior: 'stop' },
      { LaunchTemplate: template, ImageId: 'ami-1' },
    ]);
    expect(ec2.requests[0]).not.toHaveProperty('ImageId');
    expect(ec2.requests[1]).not.toHaveProperty('InstanceInitiatedShutdownBehavior');
  });

  it('deletes the snapshots of an image, also when that was interrupted', async () => {
    const { ec2, images, host } = await installed();
    await images.create(host);
    ec2.images.failNext = 'DeleteSnapshot';
    await expect(images.remove('b1')).rejects.toThrow('InternalError');
    expect(ec2.images.images).toEqual([]);
    // Only the snapshot is left, and the next build finds it.
    expect(await images.all()).toEqual([expect.objectContaining({ build: 'b1', state: 'failed' })]);
    await images.remove('b1');
    expect(ec2.images.snapshots).toEqual([]);
    expect(await images.all()).toEqual([]);
  });

  it('leaves the images of other deployments and of operators alone', async () => {
    const { ec2, host } = await installed();
    await new Ec2Images(ec2.client, 'another').create(host);
    const ours = new Ec2Images(ec2.client, DEPLOYMENT);
    expect(await ours.all()).toEqual([]);
    await ours.remove('b1');
    expect(ec2.images.images).toHaveLength(1);
  });
});
