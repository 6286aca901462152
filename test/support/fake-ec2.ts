import { isDeepStrictEqual } from 'node:util';
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  EC2Client,
  type Filter,
  type Instance,
  type InstanceStateName,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { ec2Error } from './ec2-error.ts';
import { FakeImages } from './fake-images.ts';

const ENDED = new Set<InstanceStateName | undefined>(['shutting-down', 'terminated']);

interface Launched {
  readonly request: RunInstancesCommandInput;
  readonly instance: Instance;
}

/** Fake of EC2 for Ec2Hosts: client tokens, filters, small pages, unknown ids. */
export class FakeEc2 {
  readonly client = new EC2Client({ region: 'us-east-1' });
  /** Every RunInstances request. */
  readonly requests: RunInstancesCommandInput[] = [];
  /** Errors of the next RunInstances requests, one each. */
  readonly refusals: Error[] = [];
  /** True: filters by tag do not find any host. */
  tagsLag = false;
  /** State after TerminateInstances. */
  endsAs: InstanceStateName = 'shutting-down';
  /** TerminateInstances is denied for every host, as with a broken policy. */
  denied = false;
  readonly images: FakeImages;
  readonly #launched: Launched[] = [];
  /** Ids that EC2 dropped about an hour after their termination, with their tags. */
  readonly #forgotten = new Set<string>();

  constructor() {
    const mock = mockClient(this.client);
    this.images = new FakeImages(mock, (id) => this.#find(id).instance);
    mock
      .on(RunInstancesCommand)
      .callsFake((request: RunInstancesCommandInput) => this.#run(request))
      .on(DescribeInstancesCommand)
      .callsFake((request: DescribeInstancesCommandInput) => this.#describe(request))
      .on(TerminateInstancesCommand)
      .callsFake(({ InstanceIds }: { InstanceIds: string[] }) => this.#terminate(InstanceIds));
  }

  get count(): number {
    return this.#launched.length;
  }

  set(instanceId: string, fields: Partial<Instance>): void {
    Object.assign(this.#find(instanceId).instance, fields);
  }

  /** EC2 drops a terminated host, with its tags. */
  forget(instanceId: string): void {
    const index = this.#launched.findIndex(({ instance }) => instance.InstanceId === instanceId);
    if (index >= 0) this.#launched.splice(index, 1);
    this.#forgotten.add(instanceId);
  }

  #run(request: RunInstancesCommandInput): unknown {
    this.requests.push(request);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const earlier = this.#launched.find((one) => one.request.ClientToken === request.ClientToken);
    if (earlier && !isDeepStrictEqual(earlier.request, request)) throw ec2Error('IdempotentParameterMismatch');
    if (earlier && ENDED.has(earlier.instance.State?.Name)) throw ec2Error('IdempotentInstanceTerminated');
    const { instance } = earlier ?? this.#start(request);
    return { Instances: [structuredClone(instance)] };
  }

  #start(request: RunInstancesCommandInput): Launched {
    const instance: Instance = {
      InstanceId: `i-${String(this.#launched.length + 1).padStart(17, '0')}`,
      LaunchTime: new Date('2026-12-01T14:50:00Z'),
      State: { Name: 'pending' },
      PublicDnsName: '',
      ...(request.ClientToken && { ClientToken: request.ClientToken }),
      ...(request.InstanceType && { InstanceType: request.InstanceType }),
      Tags: request.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? [],
    };
    const launched = { request, instance };
    this.#launched.push(launched);
    return launched;
  }

  #describe({ Filters = [], NextToken = '0' }: DescribeInstancesCommandInput): unknown {
    const byId = Filters.some(({ Name }) => Name === 'instance-id');
    const indexed = this.tagsLag && !byId ? [] : this.#launched;
    const found = indexed.filter(({ instance }) => Filters.every((filter) => matches(instance, filter)));
    const start = Number(NextToken);
    const end = start + 2;
    return {
      Reservations: found.slice(start, end).map(({ instance }) => ({ Instances: [structuredClone(instance)] })),
      ...(end < found.length && { NextToken: String(end) }),
    };
  }

  #terminate(ids: readonly string[]): unknown {
    // The policy has a condition on a tag. A forgotten host has no tags, so the call is not authorized.
    if (this.denied || ids.some((id) => this.#forgotten.has(id))) throw ec2Error('UnauthorizedOperation');
    const TerminatingInstances = ids.map((id) => {
      const { instance } = this.#find(id);
      const PreviousState = instance.State;
      if (PreviousState?.Name !== 'terminated') instance.State = { Name: this.endsAs };
      return { InstanceId: id, PreviousState, CurrentState: instance.State };
    });
    return { TerminatingInstances };
  }

  #find(id: string): Launched {
    const found = this.#launched.find(({ instance }) => instance.InstanceId === id);
    if (!found) throw ec2Error('InvalidInstanceID.NotFound');
    return found;
  }
}

function matches(instance: Instance, { Name = '', Values = [] }: Filter): boolean {
  if (Name.startsWith('tag:')) {
    return instance.Tags?.some(({ Key, Value = '' }) => `tag:${Key}` === Name && Values.includes(Value)) ?? false;
  }
  const value = {
    'instance-id': instance.InstanceId,
    'instance-state-name': instance.State?.Name,
    'client-token': instance.ClientToken,
  }[Name];
  if (value === undefined) throw new Error(`FakeEc2 does not support the filter ${Name}`);
  return Values.includes(value);
}
