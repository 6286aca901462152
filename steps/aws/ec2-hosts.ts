import {
  EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type Tag,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { CandidateRefused, PendingVerification, Throttled } from '../domain/errors.ts';
import { isoSeconds } from '../domain/instants.ts';
import { BILLED_STATES, hasEnded, HOST_STATES } from '../domain/host-state.ts';
import { type Candidate, HOST_ROLES } from '../domain/meeting.ts';
import { TAGS } from '../domain/tags.ts';
import type { TerminationResult, Host, Hosts, LaunchRequest, LaunchPlan } from '../ports.ts';
import { adapter, arn, json, matching, optional, text } from './lambda/adapter.ts';
import { clientConfig, launchConfig } from './lambda/client-config.ts';
import { HostsWithSecrets } from './hosts-with-secrets.ts';
import { SecretsManagerSecrets } from './secrets.ts';

export interface Ec2Config {
  /** The value of the deployment tag. It separates the hosts of deployments in one account. */
  readonly deployment: string;
  readonly launchTemplateId: string;
  readonly launchTemplateVersion: string;
  readonly candidates: readonly Candidate[];
}

/** EC2's largest page. */
const PAGE = 1_000;

/** Error codes of EC2 with which nothing is launched, and another subnet or instance type may work. */
const REFUSALS = new Set([
  // No capacity in this zone.
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientVolumeCapacity',
  'InsufficientFreeAddressesInSubnet',
  'InsufficientAddressCapacity',
  // Quotas of the account for a family of instance types or a type of volume: another family may have quota left.
  'VcpuLimitExceeded',
  'InstanceLimitExceeded',
  'VolumeLimitExceeded',
  'NetworkInterfaceLimitExceeded',
  // The zone does not offer the type.
  'Unsupported',
  // The host that this client token launched is terminated; the token cannot launch another one.
  'IdempotentInstanceTerminated',
]);

/** An account on the free plan may launch a few small types only; a type that is not among them is refused with this code. */
const isRefusedByFreePlan = (code: string, error: unknown): boolean =>
  code === 'InvalidParameterCombination' && error instanceof Error && /free.tier/i.test(error.message);

/** Error codes of throttled requests, which had no effect. */
const THROTTLES = new Set(['RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'RequestThrottled']);

/**
 * Hosts on EC2. All parameters of a launch come from the request, and none from the clock or the current configuration.
 * So a launch that is repeated after a lost response or a deployment has the same parameters and the same client token,
 * and EC2 returns the host of the first call.
 */
export class Ec2Hosts implements Hosts {
  readonly #client: EC2Client;
  readonly #launcher: EC2Client;
  readonly #config: Ec2Config;

  /** @param launcher a client that makes no retries, for launches */
  constructor(client: EC2Client, config: Ec2Config, launcher: EC2Client = client) {
    this.#client = client;
    this.#launcher = launcher;
    this.#config = config;
  }

  plan(): LaunchPlan {
    const { candidates, launchTemplateId, launchTemplateVersion } = this.#config;
    const parameters = { launch_template_id: launchTemplateId, launch_template_version: launchTemplateVersion };
    return { candidates, parameters };
  }

  async launch(order: LaunchRequest): Promise<Host> {
    const instance = await this.#run(order);
    const host = instance && this.#toHost(instance);
    if (!host) throw new Error(`EC2 returned no host for the launch of meeting ${order.meetingId}`);
    return host;
  }

  async ofMeeting(meetingId: string, knownIds: readonly string[]): Promise<readonly Host[]> {
    const tagged = await this.#describe([tagFilter(TAGS.meeting, meetingId)]);
    const missing = knownIds.filter((id) => tagged.every((host) => host.instanceId !== id));
    if (missing.length === 0) return tagged;
    const known = await this.#describe([idFilter(missing)]);
    return [...tagged, ...known.filter((host) => host.meetingId === meetingId)];
  }

  async find(instanceId: string): Promise<Host | undefined> {
    const [host] = await this.#describe([idFilter([instanceId])]);
    return host;
  }

  running(): Promise<readonly Host[]> {
    return this.#describe([{ Name: 'instance-state-name', Values: [...BILLED_STATES] }]);
  }

  /** One instance per call: with several, one invalid id would prevent all terminations. */
  async end(instanceId: string): Promise<TerminationResult> {
    try {
      const { TerminatingInstances } = await this.#client.send(
        new TerminateInstancesCommand({ InstanceIds: [instanceId] }),
      );
      const [{ PreviousState, CurrentState } = {}] = TerminatingInstances ?? [];
      if (!hasEnded({ state: CurrentState?.Name ?? '' })) return 'ending';
      return hasEnded({ state: PreviousState?.Name ?? '' }) ? 'gone' : 'ended';
    } catch (error) {
      const code = codeOf(error);
      if (code === 'InvalidInstanceID.NotFound') return 'unknown';
      // EC2 drops the tags of a host about an hour after its termination; then the tag condition of our policy denies
      // the call (aws/karpenter-provider-aws#1796). A host that EC2 still lists was denied for another reason.
      if (code === 'UnauthorizedOperation' && (await this.#instances([idFilter([instanceId])])).length === 0)
        return 'unknown';
      throw error;
    }
  }

  /** Volumes and interfaces of a host end with it. */
  async removeLeftovers(): Promise<void> {}

  async #run(order: LaunchRequest): Promise<Instance | undefined> {
    try {
      const { Instances } = await this.#launcher.send(new RunInstancesCommand(this.#request(order)));
      return Instances?.[0];
    } catch (error) {
      const code = codeOf(error);
      const { subnet_id, instance_type } = order.candidate;
      const message = `${code} for ${instance_type} in ${subnet_id}`;
      if (code === 'PendingVerification') throw new PendingVerification(message, { cause: error });
      if (REFUSALS.has(code) || isRefusedByFreePlan(code, error)) throw new CandidateRefused(message, { cause: error });
      if (THROTTLES.has(code)) throw new Throttled(message, { cause: error });
      throw error;
    }
  }

  #request(order: LaunchRequest): RunInstancesCommandInput {
    const { candidate, parameters } = order;
    const Tags = this.#tags(order);
    return {
      MinCount: 1,
      MaxCount: 1,
      ClientToken: order.clientToken,
      LaunchTemplate: {
        LaunchTemplateId: parameters['launch_template_id'],
        Version: parameters['launch_template_version'],
      },
      SubnetId: candidate.subnet_id,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK lists known types; the operator may configure a newer one
      InstanceType: candidate.instance_type as RunInstancesCommandInput['InstanceType'],
      TagSpecifications: [
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
      ],
    };
  }

  /** Tags that a host has from its launch. */
  #tags({ meetingId, revision, role, attempt, hardEnd }: LaunchRequest): Tag[] {
    const tags = {
      Name: `${this.#config.deployment} ${meetingId} ${role}`,
      [TAGS.deployment]: this.#config.deployment,
      [TAGS.meeting]: meetingId,
      [TAGS.revision]: String(revision),
      [TAGS.role]: role,
      [TAGS.attempt]: String(attempt),
      [TAGS.hardEnd]: isoSeconds(hardEnd),
    };
    return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  }

  /** Uses filters, because a request by id fails when EC2 does not know the id yet. */
  async #describe(filters: readonly Filter[]): Promise<readonly Host[]> {
    const instances = await this.#instances([tagFilter(TAGS.deployment, this.#config.deployment), ...filters]);
    return instances.flatMap((instance) => this.#toHost(instance) ?? []);
  }

  async #instances(Filters: Filter[]): Promise<readonly Instance[]> {
    const instances: Instance[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances(
      { client: this.#client, pageSize: PAGE },
      { Filters },
    ))
      instances.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
    return instances;
  }

  /** Undefined for an instance without all of the tags: a deployment did not launch it. */
  #toHost(instance: Instance): Host | undefined {
    const tags = new Map(instance.Tags?.map(({ Key, Value }) => [Key, Value]));
    const { InstanceId: instanceId, LaunchTime, PublicIpAddress, PublicDnsName } = instance;
    const state = HOST_STATES.find((one) => one === instance.State?.Name);
    const role = HOST_ROLES.find((one) => one === tags.get(TAGS.role));
    const meetingId = tags.get(TAGS.meeting);
    const revision = Number(tags.get(TAGS.revision));
    const attempt = Number(tags.get(TAGS.attempt));
    const hardEnd = Date.parse(tags.get(TAGS.hardEnd) ?? '');
    if (Number.isNaN(hardEnd)) return undefined;
    if (!instanceId || !LaunchTime || !state || !role || !meetingId || !(revision > 0) || !(attempt > 0))
      return undefined;
    return {
      instanceId,
      meetingId,
      revision,
      role,
      attempt,
      state,
      launchedAt: LaunchTime.getTime(),
      hardEnd,
      // EC2 returns '' until there is one.
      ...(PublicIpAddress && { publicIp: PublicIpAddress }),
      ...(PublicDnsName && { publicName: PublicDnsName }),
    };
  }
}

const tagFilter = (tag: string, value: string): Filter => ({ Name: `tag:${tag}`, Values: [value] });
const idFilter = (ids: readonly string[]): Filter => ({ Name: 'instance-id', Values: [...ids] });

/** The SDK has no error classes for EC2; the name of an error is its code. */
const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const filled = z.string().check(z.minLength(1));

export const hosts = adapter(
  {
    DEPLOYMENT: text,
    LAUNCH_TEMPLATE: matching(/^lt-\w+:\d+$/, 'a launch template and its version (lt-0123456789abcdef0:7)'),
    LAUNCH_CANDIDATES: json(z.array(z.object({ subnet_id: filled, instance_type: filled })).check(z.minLength(1))),
    /** Prefix of the names of the hosts' secrets; undefined for host kinds without secrets. */
    HOST_SECRETS: optional(matching(/^[\w+=.@/-]+\/$/, 'a path that ends with a slash'), undefined),
    LINK_SECRET_ARN: arn,
  },
  (env, tools): Hosts => {
    const [launchTemplateId = '', launchTemplateVersion = ''] = env.LAUNCH_TEMPLATE.split(':');
    const config = {
      deployment: env.DEPLOYMENT,
      launchTemplateId,
      launchTemplateVersion,
      candidates: env.LAUNCH_CANDIDATES,
    };
    const ec2Client = tools.traced(new EC2Client(clientConfig));
    const ec2 = new Ec2Hosts(ec2Client, config, tools.traced(new EC2Client(launchConfig)));
    if (env.HOST_SECRETS === undefined) return ec2;
    const [, partition = '', , region = '', account = ''] = env.LINK_SECRET_ARN.split(':');
    const client = tools.traced(new SecretsManagerClient(clientConfig));
    return new HostsWithSecrets(
      ec2,
      client,
      new SecretsManagerSecrets(client, env.LINK_SECRET_ARN, tools.clock),
      {
        deployment: env.DEPLOYMENT,
        prefix: env.HOST_SECRETS,
        instances: `arn:${partition}:ec2:${region}:${account}:instance/`,
      },
      tools.clock,
    );
  },
);
