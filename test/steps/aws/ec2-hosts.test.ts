import { beforeEach, describe, expect, it } from '@jest/globals';
import { EC2Client } from '@aws-sdk/client-ec2';
import { type Ec2Config, Ec2Hosts, hosts as ec2Adapter } from '../../../steps/aws/ec2-hosts.ts';
import { CandidateRefused, Throttled } from '../../../steps/domain/errors.ts';
import type { LaunchRequest } from '../../../steps/ports.ts';
import { aLaunch } from '../../support/ec2-model.ts';
import { ec2Error } from '../../support/ec2-error.ts';
import { FakeEc2 } from '../../support/fake-ec2.ts';
import { ID } from '../../support/meeting.ts';
import { MemoryClock } from '../../support/memory/clock.ts';
import { silentLog } from '../../support/memory/fixed.ts';

const config: Ec2Config = {
  deployment: 'school',
  launchTemplateId: 'lt-1',
  launchTemplateVersion: '7',
  candidates: [{ subnet_id: 'subnet-a', instance_type: 't4g.medium' }],
};

describe('hosts on EC2', () => {
  let ec2: FakeEc2;
  let hosts: Ec2Hosts;
  let request: LaunchRequest;

  beforeEach(() => {
    ec2 = new FakeEc2();
    hosts = new Ec2Hosts(ec2.client, config);
    request = aLaunch(hosts, {
      revision: 2,
      candidate: { subnet_id: 'subnet-b', instance_type: 'c7g.large' },
      parameters: { launch_template_id: 'lt-1', launch_template_version: '6' },
    });
  });

  it('plan with the current launch template', () => {
    expect(hosts.plan()).toEqual({
      candidates: config.candidates,
      parameters: { launch_template_id: 'lt-1', launch_template_version: '7' },
    });
  });

  it('are launched with the parameters of the request only', async () => {
    await hosts.launch(request);
    const Tags = expect.arrayContaining([
      { Key: 'Name', Value: `school ${ID} room` },
      { Key: 'elephant:deployment', Value: 'school' },
      { Key: 'elephant:meeting', Value: ID },
      { Key: 'elephant:revision', Value: '2' },
      { Key: 'elephant:role', Value: 'room' },
      { Key: 'elephant:attempt', Value: '1' },
      { Key: 'elephant:hard-end', Value: '2026-12-01T17:00:00Z' },
    ]);
    expect(ec2.requests).toEqual([
      {
        MinCount: 1,
        MaxCount: 1,
        ClientToken: request.clientToken,
        LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '6' },
        SubnetId: 'subnet-b',
        InstanceType: 'c7g.large',
        TagSpecifications: [
          { ResourceType: 'instance', Tags },
          { ResourceType: 'volume', Tags },
        ],
      },
    ]);
  });

  it('are launched once when a deployment happens between two attempts', async () => {
    const first = await hosts.launch(request);
    const deployed = new Ec2Hosts(ec2.client, { ...config, launchTemplateVersion: '8', candidates: [] });
    expect(await deployed.launch(request)).toEqual(first);
  });

  it.each([
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientFreeAddressesInSubnet',
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'Unsupported',
    'IdempotentInstanceTerminated',
  ])('%s refuses the candidate', async (code) => {
    const cause = ec2Error(code);
    ec2.refusals.push(cause);
    const refused = hosts.launch(request);
    await expect(refused).rejects.toThrow(CandidateRefused);
    await expect(refused).rejects.toMatchObject({ message: `${code} for c7g.large in subnet-b`, cause });
  });

  it.each(['RequestLimitExceeded', 'Throttling', 'ThrottlingException'])('%s throttles', async (code) => {
    ec2.refusals.push(ec2Error(code));
    await expect(hosts.launch(request)).rejects.toThrow(Throttled);
  });

  it.each([
    'InternalError',
    'UnauthorizedOperation',
    'IdempotentParameterMismatch',
    'InvalidParameterCombination',
    'TimeoutError',
  ])('%s is rethrown unchanged', async (code) => {
    const error = ec2Error(code);
    ec2.refusals.push(error);
    await expect(hosts.launch(request)).rejects.toBe(error);
  });

  it('have no public name until EC2 assigns one', async () => {
    const { instanceId, publicName, publicIp } = await hosts.launch(request);
    expect([publicName, publicIp]).toEqual([undefined, undefined]);
    ec2.set(instanceId, { State: { Name: 'running' }, PublicDnsName: 'ec2-1.example', PublicIpAddress: '192.0.2.1' });
    expect(await hosts.find(instanceId)).toMatchObject({ publicName: 'ec2-1.example', publicIp: '192.0.2.1' });
  });

  it('are found by a known id while their tags are not visible yet', async () => {
    const { instanceId } = await hosts.launch(request);
    ec2.tagsLag = true;
    expect(await hosts.ofMeeting(ID, [])).toEqual([]);
    expect(await hosts.ofMeeting(ID, [instanceId])).toMatchObject([{ instanceId }]);
  });

  it('of another deployment are not found', async () => {
    const other = new Ec2Hosts(ec2.client, { ...config, deployment: 'academy' });
    const { instanceId } = await other.launch(request);
    expect(await hosts.running()).toEqual([]);
    expect(await hosts.find(instanceId)).toBeUndefined();
    expect(await hosts.ofMeeting(ID, [instanceId])).toEqual([]);
  });

  it('without all tags are ignored', async () => {
    const { instanceId } = await hosts.launch(request);
    ec2.set(instanceId, { Tags: [{ Key: 'elephant:deployment', Value: 'school' }] });
    expect(await hosts.running()).toEqual([]);
  });

  it.each(['pending', 'running', 'stopping', 'stopped'] as const)('in state %s count as running', async (state) => {
    const { instanceId } = await hosts.launch(request);
    ec2.set(instanceId, { State: { Name: state } });
    expect(await hosts.running()).toMatchObject([{ instanceId, state }]);
  });

  it('are ending until EC2 reports that they shut down, then gone', async () => {
    const { instanceId } = await hosts.launch(request);
    ec2.endsAs = 'running';
    expect(await hosts.end(instanceId)).toBe('ending');
    ec2.endsAs = 'shutting-down';
    expect(await hosts.end(instanceId)).toBe('ended');
    expect(await hosts.end(instanceId)).toBe('gone');
  });

  it('that are listed and cannot be ended cause an error, so that a faulty policy is not taken for a finished tear-down', async () => {
    const { instanceId } = await hosts.launch(request);
    ec2.denied = true;
    await expect(hosts.end(instanceId)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    const other = new Ec2Hosts(ec2.client, { ...config, deployment: 'academy' });
    const foreign = await other.launch({ ...request, clientToken: 'token-2' });
    await expect(hosts.end(foreign.instanceId)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

describe('a launch without a response', () => {
  it('stays one: the client makes no retry, whose answer would hide it', async () => {
    const lost = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    const answers = [lost, ec2Error('RequestLimitExceeded')];
    const { make } = ec2Adapter.configure({
      DEPLOYMENT: 'school',
      LAUNCH_TEMPLATE: 'lt-1:7',
      LAUNCH_CANDIDATES: JSON.stringify(config.candidates),
      LINK_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:link',
    });
    // Clients with the same number of attempts, without a network.
    const traced = <Client>(client: Client): Client =>
      new EC2Client({
        region: 'eu-central-1',
        credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
        maxAttempts: async () => (client as unknown as EC2Client).config.maxAttempts(),
        requestHandler: { handle: () => Promise.reject(answers.shift() ?? new Error('no more calls')) },
      }) as unknown as Client;
    const deployed = make({ clock: new MemoryClock(0), log: silentLog, traced });
    await expect(deployed.launch(aLaunch(deployed))).rejects.toThrow('socket hang up');
    expect(answers).toHaveLength(1);
  });
});
