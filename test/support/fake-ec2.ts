import { isDeepStrictEqual } from 'node:util';
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  EC2Client,
  EC2ServiceException,
  type Filter,
  type Instance,
  type InstanceStateName,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';

export const ec2Error = (name: string): EC2ServiceException =>
  new EC2ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: 400 } });

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
  readonly #launched: Launched[] = [];

  constructor() {
    mockClient(this.client)
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

  #run(request: RunInstancesCommandInput): unknown {
    this.requests.push(request);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const earlier = this.#launched.find((one) => one.request.ClientToken === request.ClientToken);
    if (earlier && !isDeepStrictEqual(earlier.request, request)) throw ec2Error('IdempotentParameterMismatch');
    const { instance } = earlier ?? this.#start(request);
    return { Instances: [structuredClone(instance)] };
  }

  #start(request: RunInstancesCommandInput): Launched {
    const instance: Instance = {
      InstanceId: `i-${String(this.#launched.length + 1).padStart(17, '0')}`,
      LaunchTime: new Date('2026-12-01T14:50:00Z'),
      State: { Name: 'pending' },
      PublicDnsName: '',
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
    const all = ids.map((id) => this.#find(id).instance);
    for (const instance of all) if (instance.State?.Name !== 'terminated') instance.State = { Name: this.endsAs };
    return { TerminatingInstances: all.map(({ InstanceId, State }) => ({ InstanceId, CurrentState: State })) };
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
  const value = { 'instance-id': instance.InstanceId, 'instance-state-name': instance.State?.Name }[Name];
  if (value === undefined) throw new Error(`FakeEc2 does not support the filter ${Name}`);
  return Values.includes(value);
}
