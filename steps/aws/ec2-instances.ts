import {
  type EC2Client,
  type Filter,
  type Instance,
  paginateDescribeInstances,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { CandidateRefused, ImageRefused, PendingVerification, Throttled } from '../domain/errors.ts';
import { isoSeconds, type Millis } from '../domain/instants.ts';
import { HOST_STATES } from '../domain/host-state.ts';
import { PURPOSES } from '../domain/images.ts';
import { type Candidate, HOST_ROLES } from '../domain/meeting.ts';
import { TAGS } from '../domain/tags.ts';
import type { BuildHost } from '../image/ports.ts';
import type { Host } from '../ports.ts';

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

/** The image was deregistered. */
const IMAGE_REFUSALS = new Set(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable']);

/** What every launch of this deployment depends on. */
export interface InstanceRequest {
  readonly deployment: string;
  readonly candidate: Candidate;
  readonly clientToken: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly hardEnd: Millis;
  /** The tags of the instance besides those of the deployment and the hard end. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The parameters of a launch. They come from the request alone, so a repeated request has the same ones. */
export function runRequest(request: InstanceRequest): RunInstancesCommandInput {
  const { deployment, candidate, clientToken, parameters, hardEnd, tags } = request;
  const all = { ...tags, [TAGS.deployment]: deployment, [TAGS.hardEnd]: isoSeconds(hardEnd) };
  const Tags = Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
  const { image_id } = parameters;
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: clientToken,
    LaunchTemplate: {
      LaunchTemplateId: parameters['launch_template_id'],
      Version: parameters['launch_template_version'],
    },
    ...(image_id !== undefined && { ImageId: image_id }),
    SubnetId: candidate.subnet_id,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK lists known types; the operator may configure a newer one
    InstanceType: candidate.instance_type as RunInstancesCommandInput['InstanceType'],
    TagSpecifications: [
      { ResourceType: 'instance', Tags },
      { ResourceType: 'volume', Tags },
    ],
  };
}

/** @throws CandidateRefused, ImageRefused, PendingVerification, Throttled: nothing was launched */
export async function runInstance(client: EC2Client, request: RunInstancesCommandInput): Promise<Instance> {
  let instance: Instance | undefined;
  try {
    [instance] = (await client.send(new RunInstancesCommand(request))).Instances ?? [];
  } catch (error) {
    const code = codeOf(error);
    const message = `${code} for ${request.InstanceType} in ${request.SubnetId}`;
    if (code === 'PendingVerification') throw new PendingVerification(message, { cause: error });
    if (IMAGE_REFUSALS.has(code)) throw new ImageRefused(`${code} for ${request.ImageId}`, { cause: error });
    if (REFUSALS.has(code) || isRefusedByFreePlan(code, error)) throw new CandidateRefused(message, { cause: error });
    if (THROTTLES.has(code)) throw new Throttled(message, { cause: error });
    throw error;
  }
  if (!instance) throw new Error(`EC2 returned no instance for the launch ${request.ClientToken}`);
  return instance;
}

/** Uses filters, because a request by id fails when EC2 does not know the id yet. */
export async function findInstances(client: EC2Client, Filters: Filter[]): Promise<readonly Instance[]> {
  const instances: Instance[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client, pageSize: PAGE }, { Filters }))
    instances.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  return instances;
}

/** Undefined for an instance without all of the tags: a deployment did not launch it. */
export function hostOf(instance: Instance): Host | BuildHost | undefined {
  const tags = new Map(instance.Tags?.map(({ Key, Value }) => [Key, Value]));
  const { InstanceId: instanceId, LaunchTime, PublicIpAddress, PublicDnsName } = instance;
  const state = HOST_STATES.find((one) => one === instance.State?.Name);
  const hardEnd = Date.parse(tags.get(TAGS.hardEnd) ?? '');
  if (Number.isNaN(hardEnd) || !instanceId || !LaunchTime || !state) return undefined;
  const common = {
    instanceId,
    state,
    launchedAt: LaunchTime.getTime(),
    hardEnd,
    // EC2 returns '' until there is one.
    ...(PublicIpAddress && { publicIp: PublicIpAddress }),
  };
  const build = tags.get(TAGS.build);
  if (build !== undefined) {
    const purpose = PURPOSES.find((one) => one === tags.get(TAGS.role));
    return purpose && { ...common, build, purpose, inputs: tags.get(TAGS.inputs) ?? '' };
  }
  const role = HOST_ROLES.find((one) => one === tags.get(TAGS.role));
  const meetingId = tags.get(TAGS.meeting);
  const revision = Number(tags.get(TAGS.revision));
  const attempt = Number(tags.get(TAGS.attempt));
  if (!role || !meetingId || !(revision > 0) || !(attempt > 0)) return undefined;
  return { ...common, meetingId, revision, role, attempt, ...(PublicDnsName && { publicName: PublicDnsName }) };
}

export const tagFilter = (tag: string, value: string): Filter => ({ Name: `tag:${tag}`, Values: [value] });
export const idFilter = (ids: readonly string[]): Filter => ({ Name: 'instance-id', Values: [...ids] });

/** The SDK has no error classes for EC2; the name of an error is its code. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');
